"""Read pages of the report without a browser: their visible words, links and ids."""

import lxml.html

SAID_BY_OTHERS = {"bdi", "code", "pre", "script", "style"}


class Page:
    """A page's `language`, `links` (href), `loads` (what a browser fetches by itself), `ids`, `scripts` (inline),
    `handlers` (attributes that run something), and `words`: what is read, less what others said: code, names and texts
    of the data, and what is marked as another language."""

    def __init__(self, text):
        tree = lxml.html.document_fromstring(text)
        self.language = tree.get("lang")
        self.links = tree.xpath("//a/@href")
        self.loads = tree.xpath("//@src | //link/@href | //object/@data | //@poster | //@srcset")
        self.ids = tree.xpath("//@id")
        self.scripts = tree.xpath("//script/text()")
        self.handlers = [name for node in tree.iter() for name in node.attrib if name.startswith("on")]
        self.words = list(self._words(tree))

    def _words(self, node):
        own = isinstance(node.tag, str) and node.tag not in SAID_BY_OTHERS
        own = own and node.get("lang", self.language) == self.language
        if own:
            yield node.text or ""
            yield from (node.get(name) for name in ("alt", "title", "aria-label") if node.get(name))
            for child in node:
                yield from self._words(child)
        yield node.tail or ""

"""The shape of a YAML file: which keys it may have, and what stands under each."""

from pipeline.core.problems import quoted

TEXT = "text"
EMPTY = {str: "", list: [], dict: {}}


def fitted(value, shape, fault, path=()):
    """The value with every part that is not of the shape left empty; each is reported by `fault(path, message)`.

    A shape is TEXT, a list with the shape of its items, a dict of known keys, or a dict with the key `*` for any.
    """
    kind = str if shape is TEXT else type(shape)
    if not isinstance(value, kind):
        # A key without a value is an empty text, whatever should stand there.
        if value != "":
            fault(path, _NOT[kind])
        return EMPTY[kind]
    if kind is list:
        return [fitted(item, shape[0], fault, (*path, i)) for i, item in enumerate(value)]
    if kind is dict and "*" not in shape:
        for key in value.keys() - shape.keys():
            name = f" {quoted(key)}" if path else ""
            fault((*path, key), f"unknown key{name} (remove it; the keys are {', '.join(shape)})")
        return {key: fitted(item, shape[key], fault, (*path, key)) for key, item in value.items() if key in shape}
    if kind is dict:
        return {key: fitted(item, shape["*"], fault, (*path, key)) for key, item in value.items()}
    return value


_NOT = {
    str: "is not one text (write one value after the colon)",
    list: "is not a list (write [one, other])",
    dict: "is not a mapping (write {key: value})",
}

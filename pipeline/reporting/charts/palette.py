"""The colours of charts and pages, on a light and on a dark background."""

PALETTE = {
    "paper": ("#ffffff", "#14181d"),
    "soft": ("#f3f5f7", "#1f252c"),
    "ink": ("#1b2026", "#e9edf1"),
    "muted": ("#56616c", "#a3aeb9"),
    "line": ("#cdd4da", "#3c454f"),
    "grid": ("#e1e5e9", "#2c343c"),
    "link": ("#0b5cad", "#7dbbf5"),
    "focus": ("#b5460f", "#ffb86b"),
    "accent": ("#0a6b78", "#45b3c2"),
    "cat1": ("#24409e", "#5279e0"),
    "cat2": ("#db6414", "#ec8632"),
    "cat3": ("#8f6fd0", "#c3a2ff"),
    "cat4": ("#2b9c86", "#86e6d1"),
    "cat5": ("#55232a", "#b05c66"),
    "cat6": ("#64520c", "#f0df55"),
    "up": ("#1c6ba0", "#63b3ec"),
    "down": ("#b34a0c", "#ee9153"),
    "unknown": ("#6b7680", "#97a3ae"),
}
"""Name -> its colour on a light and on a dark background. `cat1`.. are for the categories of a methodology, in order.
The contrast is at least 3:1 for marks and 4.5:1 for texts, and the six are distinguishable for the colour-blind."""
CATEGORIES = sum(name.startswith("cat") for name in PALETTE)


def css_variables():
    """Return the CSS of the palette: dark if the reader's system or the page's `data-theme` asks for it, else light,
    and light in print; and the rules that show one of the two drawings of `both`."""
    light, dark = ("".join(f"--c-{name}:{pair[i]};" for name, pair in PALETTE.items()) for i in (0, 1))
    return (
        f":root{{{light}}}\n"
        f'@media screen and (prefers-color-scheme:dark){{:root:not([data-theme="light"]){{{dark}}}}}\n'
        f'@media screen{{:root[data-theme="dark"]{{{dark}}}}}\n'
        ".drawn-narrow{display:none!important}\n"
        "@media screen and (max-width:34rem){.drawn-wide{display:none!important}"
        ".drawn-narrow{display:block!important}}\n"
    )


def category(position):
    """Return the name of the colour of the category at a position, counted from 1; colours repeat after the last."""
    return f"cat{(position - 1) % CATEGORIES + 1}"

"""The paths of a project below its root, and the exception for wrong use of a command."""

from difflib import get_close_matches
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]

HOME = PACKAGE / "_data" if (PACKAGE / "_data").is_dir() else PACKAGE.parent
"""The folder with the SQL and the methodologies that an import copies: inside an installed package, else the
checkout."""

SQL = HOME / "dbt_like_sql"


class UsageError(Exception):
    """The command line is wrong: exit code 2."""


def among(word, known, what):
    """Raise UsageError if a word is not among the known ones, with the closest one or all of them."""
    if word not in known:
        raise UsageError(f"no {what} ({meant(word, known)})")


def meant(word, known, are="available", none="none"):
    """Return the remedy for an unknown word: the closest known one, or the list of all."""
    close = get_close_matches(word, known, n=1)
    return f'did you mean "{close[0]}"?' if close else f"{are}: {', '.join(known) or none}"


class Project:
    """A folder with `raw/`, `build/` and `releases/`. `shown` returns a path below the root as the user gave it."""

    def __init__(self, root="."):
        self.given = str(root)
        self.root = Path(root).resolve()
        self.raw = self.root / "raw"
        self.build = self.root / "build"
        self.releases = self.root / "releases"

    def shown(self, path):
        below = Path(path).relative_to(self.root).as_posix()
        return below if self.given == "." else str(Path(self.given) / below)

    def methodology(self, name):
        return self.raw / "methodologies" / name

    def edition(self, name):
        return self.raw / "editions" / name

    def editions(self):
        """Return the names of the editions' folders, sorted: by series, then by year."""
        return _folders(self.raw / "editions")

    def methodologies(self):
        return _folders(self.raw / "methodologies")

    def table(self, name):
        """Return the path of a built table, such as `scored.ranks`."""
        group, table = name.split(".")
        return self.build / group / f"{table}.parquet"


def _folders(parent):
    """Return the sorted names of the folders in a folder, without names that begin with a dot, which are being written.
    Links count, even broken ones: reading their files reports the error."""
    found = parent.iterdir() if parent.is_dir() else ()
    return sorted(p.name for p in found if (p.is_dir() or p.is_symlink()) and p.name[0] != ".")

"""Where things live below the root of a project, and the order of its editions."""

from difflib import get_close_matches
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]

HOME = PACKAGE / "_data" if (PACKAGE / "_data").is_dir() else PACKAGE.parent
"""The folder of the SQL, and of the methodologies that an import copies elsewhere: inside of an installed package, else
the checkout."""

SQL = HOME / "dbt_like_sql"


class UsageError(Exception):
    """The command's words are off: exit code 2."""


def among(word, there, what):
    """Raise UsageError for a word that is not there: with the one that was perhaps meant, or all."""
    if word not in there:
        raise UsageError(f"no {what} ({meant(word, there)})")


def meant(word, there, are="there are", none="none"):
    close = get_close_matches(word, there, n=1)
    return f'did you mean "{close[0]}"?' if close else f"{are}: {', '.join(there) or none}"


class Project:
    """A folder with `raw/`, `build/` and `releases/`. `shown` turns a path into the one that the user would write."""

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
        """Ids of the editions' folders, sorted: by series, then by year."""
        return _folders(self.raw / "editions")

    def methodologies(self):
        return _folders(self.raw / "methodologies")

    def table(self, name):
        """Path of a built table, such as `scored.ranks`."""
        group, table = name.split(".")
        return self.build / group / f"{table}.parquet"


def _folders(parent):
    """Names of the folders in a folder, sorted; what is being written begins with a dot. A link is one, wherever it
    leads: reading what it should hold tells the error."""
    found = parent.iterdir() if parent.is_dir() else ()
    return sorted(p.name for p in found if (p.is_dir() or p.is_symlink()) and p.name[0] != ".")

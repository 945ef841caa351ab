"""Version numbers of releases, and the changes that they stand for."""

import re
from typing import NamedTuple

MAJOR, MINOR, PATCH = "major", "minor", "patch"
KINDS = [PATCH, MINOR, MAJOR]
"""Kinds of changes, the smallest first. MAJOR: a table or column was removed or changed its meaning, or the methodology
changed; MINOR: a published score or answer changed, or something was added; PATCH: only words changed."""


def is_version(text):
    return re.fullmatch(r"(0|[1-9]\d{0,5})(\.(0|[1-9]\d{0,5})){2}", text, re.ASCII) is not None


class Version(NamedTuple):
    """`major.minor.patch`, compared by number: 1.10.0 is after 1.9.0."""

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, text):
        """Read a version. Raises ValueError if the text is not one."""
        if not is_version(text):
            raise ValueError(f'"{text}" is not a version (write three numbers, such as 1.2.0)')
        return cls(*map(int, text.split(".")))

    def __str__(self):
        return ".".join(map(str, self))

    def after(self, kind):
        """Return the next version for a change of that kind: at most MINOR before 1.0.0, for a partial edition."""
        if kind == MAJOR and self.major > 0:
            return Version(self.major + 1, 0, 0)
        if kind in (MAJOR, MINOR):
            return Version(self.major, self.minor + 1, 0)
        return Version(self.major, self.minor, self.patch + 1)


def first(status):
    """Return the first version of an edition: 1.0.0, or 0.1.0 if it is partial."""

    return Version(1, 0, 0) if status == "final" else Version(0, 1, 0)

"""Version numbers of releases, and what they mean."""

import re
from typing import NamedTuple

MAJOR, MINOR, PATCH = "major", "minor", "patch"
KINDS = [PATCH, MINOR, MAJOR]
"""From the least to the most that a change can be. MAJOR: a table or column went away or changed its meaning, or the
methodology did; MINOR: a published figure or answer changed, or something was added; PATCH: only words."""


def is_version(text):
    return re.fullmatch(r"(0|[1-9]\d{0,5})(\.(0|[1-9]\d{0,5})){2}", text, re.ASCII) is not None


class Version(NamedTuple):
    """`major.minor.patch`; compares by number, so that 1.10.0 is after 1.9.0."""

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, text):
        """Raises ValueError where the text is no version."""
        if not is_version(text):
            raise ValueError(f'"{text}" is not a version (write three numbers, such as 1.2.0)')
        return cls(*map(int, text.split(".")))

    def __str__(self):
        return ".".join(map(str, self))

    def after(self, kind):
        """The next version for a change of that kind. Before 1.0.0 an edition is still partial: MINOR is the most."""
        if kind == MAJOR and self.major > 0:
            return Version(self.major + 1, 0, 0)
        if kind in (MAJOR, MINOR):
            return Version(self.major, self.minor + 1, 0)
        return Version(self.major, self.minor, self.patch + 1)


def first(status):
    """The first version of an edition: 1.0.0, or 0.1.0 as long as it is partial."""
    return Version(1, 0, 0) if status == "final" else Version(0, 1, 0)

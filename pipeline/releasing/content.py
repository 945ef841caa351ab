"""The content hash, which identifies a release outside its folder, and `raw/release.json`, which holds what a release
is made from besides the edition's raw files."""

import datetime
import hashlib
import json
from dataclasses import asdict, dataclass

from pipeline.core.limits import read_json
from pipeline.core.project import UsageError
from pipeline.releasing.versions import is_version

CONTENT = ("csv/", "raw/")
"""Folders whose files the content hash covers. The documents repeat it, so that it can't cover them."""

RECORD = "raw/release.json"


def content_sha256(sums):
    """The content hash of a release. `sums`: path -> SHA-256 of each file, in hexadecimal.

    It is the SHA-256 of the lines that `sha256sum` prints for the files below csv/ and raw/, in the order of their
    paths (by bytes): `grep -E '^[0-9a-f]{64}  (csv|raw)/' SHA256SUMS | sha256sum`.
    """
    lines = (f"{sums[name]}  {name}\n" for name in sorted(sums) if name.startswith(CONTENT))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def content_of(folder):
    """The content hash of a release's folder as its files are, whatever its SHA256SUMS says."""
    files = (p for part in CONTENT for p in (folder / part).rglob("*") if p.is_file() and not p.is_symlink())
    return content_sha256({p.relative_to(folder).as_posix(): _sum(p.read_bytes()) for p in files})


def sums_of(files):
    """Path -> SHA-256, of path -> bytes."""
    return {name: _sum(content) for name, content in files.items()}


def _sum(content):
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class Record:
    """What a release is made from besides raw files. `date_released` is empty in releases that were made before it was
    recorded; `previous` is the version before this one, with its content hash, or empty."""

    edition: str
    version: str
    date_released: str
    note: str
    previous: str
    previous_content_sha256: str

    @classmethod
    def parse(cls, content):
        """From the bytes of `raw/release.json`. Raises ValueError where they are not what `encoded` gives."""
        facts = read_json(content)
        names = list(cls.__dataclass_fields__)
        if not isinstance(facts, dict) or list(facts) != names or not all(isinstance(v, str) for v in facts.values()):
            raise ValueError(f"its keys are not the texts {', '.join(names)}")
        record = cls(**facts)
        if not is_version(record.version) or not (record.previous == "" or is_version(record.previous)):
            raise ValueError("version or previous is not a version")
        datetime.date.fromisoformat(record.date_released)
        return record

    @property
    def encoded(self):
        return (json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n").encode()


def date_of_release(given, previous):
    """The day of a release as text: the given one, else today's in UTC. `previous`: that of the version before, or
    empty. Raises UsageError for what is no day, in the future, or before `previous`."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    day = given or today
    try:
        valid = datetime.date.fromisoformat(day).isoformat() == day
    except ValueError:
        valid = False
    if not valid:
        raise UsageError(f'--date: "{given}" is not a day (write it as 2024-05-21)')
    if day > today:
        raise UsageError(f"--date: {day} is in the future; today is {today} in UTC")
    if day < previous:
        what = f"--date: {day}" if given else f"today, {day} by this machine's clock,"
        raise UsageError(f"{what} is before {previous}, when the previous version was released")
    return day

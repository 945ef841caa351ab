"""The content hash, which identifies a release outside its folder, and `raw/release.json`, the inputs of a release
besides the edition's raw files."""

import datetime
import hashlib
import json
from dataclasses import asdict, dataclass

from pipeline.core.limits import read_json
from pipeline.core.project import UsageError
from pipeline.releasing.versions import is_version

CONTENT = ("csv/", "raw/")
"""Folders whose files the content hash covers. It can't cover the documents, because they contain it."""

RECORD = "raw/release.json"


def content_sha256(sums):
    """Return the content hash of a release. `sums`: path -> SHA-256 of each file, in hexadecimal.

    It is the SHA-256 of the lines that `sha256sum` prints for the files in csv/ and raw/, sorted by path (in bytes):
    `grep -E '^[0-9a-f]{64}  (csv|raw)/' SHA256SUMS | sha256sum`.
    """
    lines = (f"{sums[name]}  {name}\n" for name in sorted(sums) if name.startswith(CONTENT))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def content_of(folder):
    """Return the content hash of the files in a release's folder, without using its SHA256SUMS."""
    files = (p for part in CONTENT for p in (folder / part).rglob("*") if p.is_file() and not p.is_symlink())
    return content_sha256({p.relative_to(folder).as_posix(): _sum(p.read_bytes()) for p in files})


def sums_of(files):
    """Return path -> SHA-256 for path -> bytes."""
    return {name: _sum(content) for name, content in files.items()}


def _sum(content):
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class Record:
    """The inputs of a release besides raw files. `date_released` is empty in releases made before it was recorded;
    `previous` is the previous version, with its content hash, or empty."""

    edition: str
    version: str
    date_released: str
    note: str
    previous: str
    previous_content_sha256: str

    @classmethod
    def parse(cls, content):
        """Read the bytes of `raw/release.json`. Raises ValueError if they are not as `encoded` writes them."""
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
    """Return the date of a release as text: the given one, else today in UTC. `previous`: the date of the previous
    version, or empty. Raises UsageError for an invalid date, one in the future, or one before `previous`."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    day = given or today
    try:
        valid = datetime.date.fromisoformat(day).isoformat() == day
    except ValueError:
        valid = False
    if not valid:
        raise UsageError(f'--date: "{given}" is not a date (write it as 2024-05-21)')
    if day > today:
        raise UsageError(f"--date: {day} is in the future; today is {today} in UTC")
    if day < previous:
        what = f"--date: {day}" if given else f"today, {day} by this machine's clock,"
        raise UsageError(f"{what} is before {previous}, when the previous version was released")
    return day

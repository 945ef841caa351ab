"""`rating fetch`: a published zip from where its publisher has it, checked against its sum."""

import csv
import logging
from pathlib import Path

from pipeline.problems import DataError, Problem

DOWNLOADS = Path(__file__).with_name("downloads.csv")


def downloads():
    """Name -> (address, sha256)."""
    with DOWNLOADS.open(encoding="utf-8", newline="") as file:
        return {row["name"]: (row["url"], row["sha256"]) for row in csv.DictReader(file)}


def fetch(project, name):
    """Path of the zip in `build/downloads/`; it is downloaded once. Raises DataError where that fails."""
    import pooch
    import requests

    url, sha256 = downloads()[name]
    # Its messages speak to programmers; ours say the same to the user.
    pooch.get_logger().setLevel(logging.ERROR)
    try:
        return pooch.retrieve(
            url, known_hash=f"sha256:{sha256}", fname=f"{name}.zip", path=project.build / "downloads", progressbar=False
        )
    except requests.RequestException as error:
        what = f"can't be reached: {type(error).__name__} (see the network, or download it by hand: rating import rdr)"
    except ValueError:
        what = f"is not the file that was published: its sha256 is not {sha256} (tell its publisher)"
    raise DataError([Problem(url, 1, "file", what)])

"""`rating fetch`: download a published zip from its publisher, with limits, and verify its SHA-256."""

import csv
import logging
import threading
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pooch
import requests

from pipeline.core.limits import MAX_BYTES, MAX_IDLE, MAX_REDIRECTS, MAX_SECONDS, Unread
from pipeline.core.problems import DataError, Problem, quoted
from pipeline.reading.files import listed

DOWNLOADS = Path(__file__).with_name("downloads.csv")
LOOPBACK = ("127.0.0.1", "::1", "localhost")
BY_HAND = "or download it by hand: rating import rdr"


def downloads():
    """Return {name: (address, sha256, hosts to which redirects are allowed besides its own)}."""
    with DOWNLOADS.open(encoding="utf-8", newline="") as file:
        return {row["name"]: (row["url"], row["sha256"], listed(row["hosts"])) for row in csv.DictReader(file)}


def fetch(project, name):
    """Return the path of a zip in `build/downloads/`; download it if it is missing. Raises DataError if that fails."""
    url, sha256, hosts = downloads()[name]
    # pooch logs for programmers; the errors below are for the user.
    pooch.get_logger().setLevel(logging.ERROR)

    def download(url, output, _pooch):
        _in_time(url, [urlsplit(url).hostname, *hosts], Path(output))

    try:
        return pooch.retrieve(
            url,
            f"sha256:{sha256}",
            fname=f"{name}.zip",
            path=project.build / "downloads",
            downloader=download,  # ty: ignore[invalid-argument-type] - it names its parameters otherwise
        )
    except requests.RequestException as error:
        what = f"can't be reached: {type(error).__name__} (check the network, {BY_HAND})"
    except Unread as error:
        what = str(error)
    except ValueError:
        what = f"is not the file that was published: its sha256 is not {sha256} (tell its publisher)"
    raise DataError([Problem(url, 1, "file", what)])


def _in_time(url, hosts, output):
    """Download in a separate thread, which is abandoned after MAX_SECONDS, because a server that sends a byte now and
    then can block a network call forever."""
    over, failed = threading.Event(), []

    def run():
        try:
            _download(url, hosts, file, over)
        except Exception as error:
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    # Closed here, so that an abandoned thread can't write any more.
    with output.open("wb") as file:
        thread.start()
        thread.join(MAX_SECONDS)
    if thread.is_alive():
        over.set()
        raise Unread(f"took longer than {MAX_SECONDS:,} seconds and was stopped (try again, {BY_HAND})")
    if failed:
        raise failed[0]


def _download(url, hosts, file, over):
    """Write the content of an address to a file: at most MAX_BYTES, only from the given hosts."""
    with requests.Session() as session:
        for _ in range(MAX_REDIRECTS + 1):
            _check_address(url, hosts)
            request = session.prepare_request(requests.Request("GET", url, {"Accept-Encoding": "identity"}))
            settings = session.merge_environment_settings(url, {}, True, None, None)
            # Not session.send: it reads the whole body of a redirect, whatever its length.
            response = session.get_adapter(url).send(request, timeout=(MAX_IDLE, MAX_IDLE), **settings)
            if not response.is_redirect:
                break
            response.close()
            url = urljoin(url, response.headers["location"])
        else:
            raise Unread(f"is redirected more than {MAX_REDIRECTS} times (check its publisher's page, {BY_HAND})")
        with response:
            response.raise_for_status()
            length = response.headers.get("Content-Length", "")
            size = int(length) if length.isdecimal() else 0
            for part in () if size > MAX_BYTES else response.iter_content(2**16):
                size = file.tell() + len(part)
                if over.is_set() or size > MAX_BYTES:
                    break
                file.write(part)
        if size > MAX_BYTES:
            what = f"sent more than {MAX_BYTES // 10**6} MB and was stopped"
            raise Unread(f"{what} (it is not the file that was published: tell its publisher)")


def _check_address(url, hosts):
    """Raise `Unread` for an address on a host that is not allowed, or without https, except on this machine."""
    try:
        parts = urlsplit(url)
        host, scheme = parts.hostname, parts.scheme
    except ValueError:
        host, scheme = None, ""
    if host not in hosts:
        raise Unread(f"is redirected to {quoted(url)}, which is not on {' or '.join(hosts)} (do not use it, {BY_HAND})")
    if scheme != "https" and not (scheme == "http" and host in LOOPBACK):
        raise Unread(f"is redirected to {quoted(url)}, which is not https (do not use it, {BY_HAND})")

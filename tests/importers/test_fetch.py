"""`rating fetch`, against a server on loopback."""

import contextlib
import functools
import hashlib
import http.server
import shutil
import threading
import time

import pytest

from pipeline.cli.main import main
from pipeline.importers import download
from support.running import rating


class Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format, *args):
        pass


@pytest.fixture
def served(tmp_path, monkeypatch):
    """A served folder, and the address of a file in it; `known` replaces RDR's address with it."""
    folder = tmp_path / "www"
    folder.mkdir()
    handler = functools.partial(Silent, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def known(sha256):
            url = f"http://127.0.0.1:{server.server_port}/data.zip"
            monkeypatch.setattr(download, "downloads", lambda: {"rdr-2022": (url, sha256, [])})
            return url

        yield folder, known
        server.shutdown()


def test_the_addresses_and_sums_are_those_of_the_readme_beside_the_data(rdr):
    readme = (rdr / "README.md").read_text(encoding="utf-8")
    for name, (url, sha256, _) in download.downloads().items():
        assert url in readme and sha256 in readme
        zip_name = f"{name.split('-')[1]}RDRIndexCSV.zip"
        assert hashlib.sha256((rdr / zip_name).read_bytes()).hexdigest() == sha256


def test_a_zip_is_fetched_checked_and_imported(rdr, served, tmp_path, capsys):
    folder, known = served
    shutil.copy(rdr / "2022RDRIndexCSV.zip", folder / "data.zip")
    known(download.downloads()["rdr-2022"][1])
    assert main(["fetch", "rdr-2022", "--root", str(tmp_path)]) == 0
    assert (tmp_path / "raw/editions/rdr-2022/answers.csv").exists()
    assert "14987" in capsys.readouterr().out
    # It is downloaded once.
    (folder / "data.zip").unlink()
    assert main(["fetch", "rdr-2022", "--root", str(tmp_path)]) == 0


def test_a_file_with_a_different_sum_is_refused(served, tmp_path, capsys):
    folder, known = served
    (folder / "data.zip").write_bytes(b"something else")
    url = known("0" * 64)
    assert main(["fetch", "rdr-2022", "--root", str(tmp_path)]) == 1
    assert f"{url}:1: file: is not the file that was published" in capsys.readouterr().err
    assert not (tmp_path / "raw").exists()


def test_a_missing_page_is_reported(served, tmp_path, capsys):
    _, known = served
    url = known("0" * 64)
    assert main(["fetch", "rdr-2022", "--root", str(tmp_path)]) == 1
    assert f"{url}:1: file: can't be reached" in capsys.readouterr().err
    rating("fetch", "rdr-1999", root=tmp_path, code=2)


class Odd(Silent):
    """A misbehaving server. `asked` lists the requests, as host and path."""

    asked: list

    def do_GET(self):
        self.asked.append((self.headers["Host"].split(":")[0], self.path))
        kind, _, rest = self.path.strip("/").partition("/")
        port = self.connection.getsockname()[1]
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            getattr(self, f"send_{kind}")(rest, port)

    def head(self, code, **headers):
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def send_file(self, *_):
        self.head(200, Content_Length="4")
        self.wfile.write(b"data")

    def send_endless(self, *_):
        self.head(200)
        while True:
            self.wfile.write(bytes(2**16))

    def send_endless_chunks(self, *_):
        self.head(200, Transfer_Encoding="chunked")
        while True:
            self.wfile.write(b"10000\r\n" + bytes(2**16) + b"\r\n")

    def send_large(self, *_):
        self.head(200, Content_Length=str(10**12))
        self.wfile.write(bytes(2**16))

    def send_slow(self, *_):
        self.head(200)
        while True:
            self.wfile.write(b"x")
            time.sleep(0.1)

    def send_slow_head(self, *_):
        self.wfile.write(b"HTTP/1.0 200 OK\r\nX: ")
        while True:
            self.wfile.write(b"x")
            time.sleep(0.1)

    def send_silence(self, *_):
        self.head(200, Content_Length="4")
        time.sleep(3)

    def send_cut(self, *_):
        self.head(200, Content_Length="4")
        self.wfile.write(b"da")

    def send_here(self, rest, _port):
        self.head(302, Location=f"/{rest}")

    def send_endless_redirect(self, *_):
        self.head(302, Location="/file")
        while True:
            self.wfile.write(bytes(2**16))

    def send_round(self, *_):
        self.head(302, Location="/round")

    def send_named(self, rest, port):
        self.head(302, Location=f"http://localhost:{port}/{rest}")

    def send_elsewhere(self, rest, port):
        self.head(302, Location=f"http://127.0.0.2:{port}/{rest}")

    def send_unsafe(self, *_):
        self.head(302, Location="http://publisher.example/file")

    def send_local(self, *_):
        self.head(302, Location="file:///etc/passwd")


@pytest.fixture
def odd(tmp_path, monkeypatch, capsys):
    """Fetch a path of the misbehaving server within 2 seconds. Return (exit code, output, requests)."""
    asked = []
    monkeypatch.setattr(download, "MAX_SECONDS", 2)
    monkeypatch.setattr(download, "MAX_BYTES", 10**7)
    handler = type("Handler", (Odd,), {"asked": asked})
    with http.server.ThreadingHTTPServer(("", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def fetch(path):
            url = f"http://127.0.0.1:{server.server_port}/{path}"
            known = {"rdr-2022": (url, hashlib.sha256(b"data").hexdigest(), ["localhost", "publisher.example"])}
            monkeypatch.setattr(download, "downloads", lambda: known)
            start = time.monotonic()
            code = main(["fetch", "rdr-2022", "--root", str(tmp_path)])
            assert time.monotonic() - start < 20
            return code, capsys.readouterr().err.replace(url, "URL"), asked

        yield fetch
        server.shutdown()


BY_HAND = "or download it by hand: rating import rdr)"
TOO_LARGE = "sent more than 10 MB and was stopped (it is not the file that was published: tell its publisher)"
TOO_LONG = f"took longer than 2 seconds and was stopped (try again, {BY_HAND}"
BOUNDS = {
    "endless": TOO_LARGE,
    "endless_chunks": TOO_LARGE,
    "large": TOO_LARGE,
    "slow": TOO_LONG,
    "slow_head": TOO_LONG,
    "silence": TOO_LONG,
    "here/endless": TOO_LARGE,
    "here/slow": TOO_LONG,
    "cut": "can't be reached: ",
    "round": f"is redirected more than 5 times (check its publisher's page, {BY_HAND}",
    "unsafe": f'is redirected to "http://publisher.example/file", which is not https (do not use it, {BY_HAND}',
    "local": 'is redirected to "file:///etc/passwd", which is not on 127.0.0.1 or localhost or publisher.example (do',
    "elsewhere/file": 'is redirected to "http://127.0.0.2:',
    "here/elsewhere/file": 'is redirected to "http://127.0.0.2:',
}


@pytest.mark.parametrize("path", BOUNDS)
def test_a_download_is_bounded_in_bytes_and_time_and_stays_on_its_hosts(odd, tmp_path, path):
    code, err, asked = odd(path)
    assert code == 1 and f"URL:1: file: {BOUNDS[path]}" in err
    assert {host for host, _ in asked} == {"127.0.0.1"}
    assert not any((tmp_path / "build/downloads").iterdir())
    assert not (tmp_path / "raw").exists()


@pytest.mark.parametrize("path", ["file", "here/file", "here/here/file", "named/file", "endless_redirect"])
def test_a_redirect_on_the_same_host_or_a_named_one_is_followed(odd, tmp_path, path):
    """The downloaded file has the expected sum; the import reports that it is not a zip."""
    code, err, asked = odd(path)
    assert code == 1 and "rdr-2022.zip:1: file: " in err and asked[-1][1] == "/file"
    assert (tmp_path / "build/downloads/rdr-2022.zip").read_bytes() == b"data"

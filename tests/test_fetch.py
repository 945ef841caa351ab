"""`rating fetch`, against a server on loopback."""

import functools
import hashlib
import http.server
import shutil
import threading

import pytest
from conftest import rating

from pipeline.cli import main
from pipeline.importers import download


class Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format, *args):
        pass


@pytest.fixture
def served(tmp_path, monkeypatch):
    """A folder that is served, and the address of a file in it; `known` puts it in the place of RDR's own."""
    folder = tmp_path / "www"
    folder.mkdir()
    handler = functools.partial(Silent, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def known(sha256):
            url = f"http://127.0.0.1:{server.server_port}/data.zip"
            monkeypatch.setattr(download, "downloads", lambda: {"rdr-2022": (url, sha256)})
            return url

        yield folder, known
        server.shutdown()


def test_the_addresses_and_sums_are_those_of_the_readme_beside_the_data(rdr):
    readme = (rdr / "README.md").read_text(encoding="utf-8")
    for name, (url, sha256) in download.downloads().items():
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


def test_a_file_with_another_sum_is_refused(served, tmp_path, capsys):
    folder, known = served
    (folder / "data.zip").write_bytes(b"something else")
    url = known("0" * 64)
    assert main(["fetch", "rdr-2022", "--root", str(tmp_path)]) == 1
    assert f"{url}:1: file: is not the file that was published" in capsys.readouterr().err
    assert not (tmp_path / "raw").exists()


def test_an_address_that_is_not_there_is_said(served, tmp_path, capsys):
    _, known = served
    url = known("0" * 64)
    assert main(["fetch", "rdr-2022", "--root", str(tmp_path)]) == 1
    assert f"{url}:1: file: can't be reached" in capsys.readouterr().err
    rating("fetch", "rdr-1999", root=tmp_path, code=2)

"""`rating build --tables URL`: tables in a bucket are those of `build/`, cell by cell. The bucket is one of moto."""

import os
import re
import shutil
import socket
import subprocess
import time

import polars as pl
import pyarrow.parquet as pq
import pytest
from pyarrow import fs

from pipeline.computing import sql
from pipeline.core.project import Project
from support.running import HERE, rating, rating_here

MOTO = HERE / ".venv-tools/bin/moto_server"
KEYS = {"AWS_ACCESS_KEY_ID": "of-a-test", "AWS_SECRET_ACCESS_KEY": "of-a-test", "AWS_DEFAULT_REGION": "us-east-1"}
FILES = [table for table in sql.models() if sql.is_kept(table)]


def cells(path, files=None):
    """A table's columns and cells, without what its file says of missing values."""
    return pl.from_arrow(pq.read_table(path, filesystem=files))


@pytest.fixture(scope="module")
def server():
    """The host and port of an S3 server."""
    if not MOTO.exists():
        if os.environ.get("CI"):
            pytest.fail("CI must have the tools' environment: make test makes it")
        pytest.skip("the tools' environment is not there: make test makes it")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [MOTO, "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        for _ in range(300):
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"127.0.0.1:{port}"
        process.terminate()


@pytest.mark.long
def test_tables_in_a_bucket_are_those_of_a_folder(small, server, tmp_path):
    url = f"s3://bucket/of%20a%20rating?endpoint_override={server}&scheme=http&allow_bucket_creation=true"
    rating_here("build", root=small.root)
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(small.root / "raw", elsewhere / "raw")
    out, _ = rating("build", "--tables", url, root=elsewhere, env=KEYS)
    assert str(len(FILES)) in out
    assert not [p for p in (elsewhere / "build").rglob("*") if p.is_file() and p.name != ".lock"], "no table stays here"
    bucket = fs.S3FileSystem(access_key="of-a-test", secret_key="of-a-test", scheme="http", endpoint_override=server)

    def different():
        there = "bucket/of a rating/{}.parquet"
        return [
            t
            for t in FILES
            if not cells(there.format(t.replace(".", "/")), bucket).equals(cells(Project(small.root).table(t)))
        ]

    assert different() == []
    # From the staged tables in the bucket alone, with nothing of raw/ at hand.
    bucket.delete_dir("bucket/of a rating/public")
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    rating("build", "--no-staging", "--tables", url, root=nothing, env=KEYS)
    assert different() == []


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("s3://nobody/here?endpoint_override=127.0.0.1:1&scheme=http", "NETWORK_CONNECTION"),
        ("a/folder", "is neither an address nor an absolute path"),
        ("nothing://known", "Unrecognized filesystem type"),
    ],
)
def test_an_address_that_is_not_reached_is_named(small, url, said):
    _, err = rating("build", "--tables", url, root=small.root, env=KEYS, code=2)
    assert f"rating build: --tables {url}: " in err and said in err
    assert not list((small.root / "build").rglob("*.parquet"))


def test_an_address_that_a_variable_left_empty_is_refused(small):
    assert "--tables is empty" in rating_here("build", "--tables", "", root=small.root, code=2)[1]


def test_a_folder_can_be_an_address(small, tmp_path):
    rating_here("build", root=small.root)
    rating_here("build", "--tables", str(tmp_path / "tables"), root=small.root)
    for table in FILES:
        name = f"{table.replace('.', '/')}.parquet"
        assert cells(tmp_path / "tables" / name).equals(cells(Project(small.root).table(table))), table


def test_staged_tables_that_are_not_at_the_address_are_named(small, tmp_path):
    _, err = rating("build", "--no-staging", "--tables", str(tmp_path), root=small.root, code=2)
    said = r"--tables \S+: staged\.\w+ is not there \(build without --no-staging\)"
    assert re.fullmatch(f"rating build: {said}\n", err)
    assert not list(tmp_path.rglob("*.parquet"))

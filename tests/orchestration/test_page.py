"""Dagster's web page is for this machine only: requests from other pages, or to a foreign name of this machine, are
refused; the page itself works, and changes in raw/ are built."""

import http.client
import json
import re
import signal
import subprocess
import sys
import time
import urllib.parse
from contextlib import closing
from types import SimpleNamespace

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from support.running import HERE
from support.small import Small
from support.two_editions import with_every_change

# The daemon looks for backfills every half a minute.
pytestmark = pytest.mark.long(90)

RELOAD = json.dumps({"query": "mutation { reloadWorkspace { __typename } }"})
RUNS = json.dumps({"query": "{ runsOrError { ... on Runs { results { status } } } }"})
IN_ADDRESS = "/graphql?" + urllib.parse.urlencode(json.loads(RELOAD))
JSON = {"Content-Type": "application/json"}
SOCKET = Subprotocol("graphql-ws")
EVIL = "http://evil.example"


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """Start `rating ui` of a small project on a free port."""
    small = with_every_change(Small(tmp_path_factory.mktemp("page") / "project"))
    command = [sys.executable, "-m", "pipeline.cli", "ui", "--port", "0", "--root", str(small.root)]
    log = small.root.parent / "log"
    with log.open("w") as out, subprocess.Popen(command, cwd=HERE, stdout=out, stderr=out) as process:
        try:
            port = int(until(lambda: re.search(r"page is on http://127\.0\.0\.1:(\d+)", log.read_text()), process)[1])
            yield SimpleNamespace(port=port, small=small, log=log, own=f"127.0.0.1:{port}")
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 130
    assert "Traceback" not in log.read_text()
    # The daemon has gone with it.
    found = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
    assert not [line for line in found.splitlines() if "dagster-daemon" in line and str(small.root) in line]


def until(ask, process=None, seconds=180):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := ask():
            return found
        assert process is None or process.poll() is None
        time.sleep(0.5)
    raise AssertionError(f"not within {seconds} s")


def send(page, method, path, body=None, **headers):
    """The status, headers and text of a response. A header with several values is sent several times."""
    with closing(http.client.HTTPConnection("127.0.0.1", page.port, timeout=60)) as connection:
        connection.putrequest(method, path, skip_host=True)
        headers = {"Host": page.own, **{name.replace("_", "-"): value for name, value in headers.items()}}
        for name, values in headers.items():
            for value in values if isinstance(values, list) else [values]:
                connection.putheader(name, value)
        data = (body or "").encode()
        if body is not None:
            connection.putheader("Content-Length", str(len(data)))
        connection.endheaders(data)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()


def ask(page, body, **headers):
    return send(page, "POST", "/graphql", body, **{"Content_Type": "application/json", **headers})


def test_the_page_itself_asks_and_orders(page):
    own = {"Origin": f"http://{page.own}", "Sec_Fetch_Site": "same-origin"}
    status, headers, text = send(page, "GET", "/", Accept="text/html", Sec_Fetch_Site="none")
    assert status == 200 and "<html" in text
    assert headers["X-Frame-Options"] == "DENY" and headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert send(page, "GET", "/graphql", Accept="text/html")[0] == 200
    status, _, text = ask(page, RUNS, **own)
    assert status == 200 and "results" in json.loads(text)["data"]["runsOrError"]
    # A name of this machine, and a program, which has no Origin.
    local = f"localhost:{page.port}"
    for headers in (
        own,
        {},
        {"Host": local, "Origin": f"http://{local}"},
        {"Content_Type": "application/json; charset=utf-8"},
    ):
        status, _, text = ask(page, RELOAD, **headers)
        assert (status, json.loads(text)) == (200, {"data": {"reloadWorkspace": {"__typename": "Workspace"}}})
    with connect(f"ws://{page.own}/graphql", origin=Origin(own["Origin"]), subprotocols=[SOCKET]) as socket:
        socket.send('{"type": "connection_init"}')
        assert json.loads(socket.recv()) == {"type": "connection_ack"}


REFUSED = {
    "an image of another page": (403, "GET", IN_ADDRESS, None, {"Sec_Fetch_Site": "cross-site"}),
    "an image of an old browser": (405, "GET", IN_ADDRESS, None, {}),
    "an image, asked for its headers": (405, "HEAD", IN_ADDRESS, None, {}),
    "a link": (403, "GET", "/", None, {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}),
    "a page of another port": (403, "GET", "/logs/x", None, {"Sec_Fetch_Site": "same-site"}),
    "a form": (403, "POST", "/graphql", RELOAD, {"Content_Type": "text/plain", "Origin": EVIL}),
    "a form of an old browser": (415, "POST", "/graphql", RELOAD, {"Content_Type": "text/plain"}),
    "a form's fields": (415, "POST", IN_ADDRESS, "x=1", {"Content_Type": "application/x-www-form-urlencoded"}),
    "a form's files": (415, "POST", IN_ADDRESS, "", {"Content_Type": "multipart/form-data; boundary=x"}),
    "an order without a type": (415, "POST", IN_ADDRESS, "", {}),
    "a type that looks like JSON": (415, "POST", "/graphql", RELOAD, {"Content_Type": "text/plain; application/json"}),
    "two types": (415, "POST", "/graphql", RELOAD, {"Content_Type": ["application/json", "text/plain"]}),
    "GraphQL as text": (415, "POST", "/graphql", "{version}", {"Content_Type": "application/graphql"}),
    "what a program of the page reports": (415, "POST", "/report_asset_materialization/staged/answers", "", {}),
    "a script without a name": (403, "POST", "/graphql", RELOAD, {**JSON, "Origin": ""}),
    "a script": (403, "POST", "/graphql", RELOAD, {**JSON, "Origin": EVIL}),
    "a file": (403, "POST", "/graphql", RELOAD, {**JSON, "Origin": "null"}),
    "a page without a port": (403, "POST", "/graphql", RELOAD, {**JSON, "Origin": "http://127.0.0.1"}),
    "a page of another scheme": (403, "POST", "/graphql", RELOAD, {**JSON, "Origin": "https://OWN"}),
    "two origins": (403, "POST", "/graphql", RELOAD, {**JSON, "Origin": ["http://OWN", EVIL]}),
    "what a browser asks first": (403, "OPTIONS", "/graphql", None, {"Origin": EVIL}),
    "another method": (405, "PUT", "/graphql", RELOAD, JSON),
    "a name that leads here": (403, "POST", "/graphql", RELOAD, {**JSON, "Host": "rebound.example:PORT"}),
    "a page of that name": (403, "GET", "/", None, {"Host": "rebound.example:PORT"}),
    "a name that begins like ours": (403, "GET", "/", None, {"Host": "127.0.0.1.evil.example:PORT"}),
    "a name that ends like ours": (403, "GET", "/", None, {"Host": "evil.localhost:PORT"}),
    "a name with a user": (403, "GET", "/", None, {"Host": "evil@127.0.0.1:PORT"}),
    "all addresses": (403, "GET", "/", None, {"Host": "0.0.0.0:PORT"}),
    "two names": ((400, 403), "GET", "/", None, {"Host": ["OWN", "evil.example"]}),
    "no name": ((400, 403), "GET", "/", None, {"Host": []}),
}
"""What is not of the page -> status, method, path, body, headers."""


@pytest.mark.parametrize("what", REFUSED)
def test_requests_from_other_pages_are_refused(page, what):
    status, method, path, body, headers = REFUSED[what]
    words = json.loads(json.dumps(headers).replace("OWN", page.own).replace("PORT", str(page.port)))
    found, _, text = send(page, method, path, body, **{name.replace("-", "_"): value for name, value in words.items()})
    assert found in (status if isinstance(status, tuple) else (status,))
    assert method == "HEAD" or found == 400 or text.startswith("refused: ")
    assert "Workspace" not in text and "<html" not in text


def test_no_spelling_of_the_path_accepts_a_get_request_to_graphql(page):
    """Any character before, after and in the path that the router may drop or read differently."""
    query = IN_ADDRESS.partition("?")[2]
    signs = [f"%{byte:02X}" for byte in range(128)] + ["/", "//", "/./", "/../", ";x", "%2567", "%E2%80%A8", "%C2%85"]
    paths = [path for sign in signs for path in (f"/graphql{sign}", f"/{sign}graphql", f"/gra{sign}phql")]
    answers = {path: send(page, "GET", f"{path}?{query}")[2] for path in paths}
    assert [path for path, text in answers.items() if "Workspace" in text] == []
    assert answers["/graphql%0A"].startswith("refused: ")


@pytest.mark.parametrize(
    ("origin", "host"), [(EVIL, ""), ("null", ""), ("http://localhost:8888", ""), ("", "rebound.example")]
)
def test_a_websocket_from_a_different_page_is_refused(page, origin, host):
    headers = {"Host": host} if host else {}
    with pytest.raises(InvalidStatus, match="HTTP 403"):
        connect(
            f"ws://{page.own}/graphql", origin=Origin(origin) if origin else None, additional_headers=headers
        ).__enter__()


def test_only_the_guard_listens(page):
    """Nothing else that Dagster starts listens on a port."""
    found = subprocess.run(["ss", "-ltnp"], capture_output=True, text=True)
    assert found.returncode == 0
    pids = set(re.findall(r"pid=(\d+)", "".join(re.findall(rf".*:{page.port}\b.*", found.stdout))))
    assert len(pids) == 1


def test_the_daemon_builds_what_has_changed(page):
    def states():
        return [run["status"] for run in json.loads(ask(page, RUNS)[2])["data"]["runsOrError"]["results"]]

    until(lambda: {"STARTED", "SUCCESS"} & set(states()), seconds=300)


def test_a_backfill_of_all_releases_succeeds_beside_a_build(page):
    """Dagster requests all runs at once; they wait for each other, and for the build of the sensor."""
    query = """mutation { launchPartitionBackfill(backfillParams: {
        assetSelection: [{path: ["released", "release"]}], partitionNames: ["small-2023", "small-2024"]
    }) { __typename } }"""
    assert "LaunchBackfillSuccess" in ask(page, json.dumps({"query": query}))[2]
    states = json.dumps({"query": "{ partitionBackfillsOrError { ... on PartitionBackfills { results { status } } } }"})
    until(lambda: "COMPLETED" in ask(page, states)[2], seconds=300)
    assert json.loads(ask(page, states)[2])["data"]["partitionBackfillsOrError"]["results"] == [
        {"status": "COMPLETED_SUCCESS"}
    ]
    assert sorted(p.parent.name for p in page.small.root.glob("releases/*/*/SHA256SUMS")) == ["1.0.0", "1.0.0"]

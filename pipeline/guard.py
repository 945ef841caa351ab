"""What stands before Dagster's web page, which asks nobody who they are and takes orders from any page in the browser:
requests of another page, or under another name of this machine, are refused."""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

OWN = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)
"""What a browser on this machine has as Host. A name that somebody has led to this machine is not among them."""

HEADERS = {
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""No other page shows this one in a frame, where a click could be led astray, or makes its answers a part of itself."""


class Guard:
    """An ASGI application before another one. `origin` is where a reverse proxy shows the page besides, such as
    `https://rating.example.org`."""

    def __init__(self, app, origin=""):
        self.app, self.origin = app, origin

    async def __call__(self, scope, receive, send):
        refused = scope["type"] != "lifespan" and self.refusal(scope)
        if not refused:
            await self.app(scope, receive, _with_headers(send))
        elif scope["type"] == "websocket":
            # Before it is accepted: the browser gets a 403.
            await send({"type": "websocket.close", "code": 1008, "reason": refused[1]})
        else:
            status, why = refused
            await PlainTextResponse(f"refused: {why}\n", status)(scope, receive, send)

    def refusal(self, scope):
        """Why a request is not let through, as (status, words); None where it is."""
        headers = Headers(scope=scope)
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or not (OWN.fullmatch(hosts[0]) or self.origin.endswith(f"://{hosts[0]}")):
            return 403, "this page is http://127.0.0.1 or http://localhost with its port, and no other name"
        if any(origin not in (f"http://{hosts[0]}", self.origin or None) for origin in origins):
            return 403, "another page asks"
        if any(site not in ("same-origin", "none") for site in headers.getlist("sec-fetch-site")):
            return 403, "another page leads here (type the address into the browser)"
        if scope["type"] == "websocket":
            return None
        if scope["method"] in ("GET", "HEAD"):
            # Wherever it stands: Dagster's router takes a line end after the path for none.
            asks = "graphql" in scope["path"].lower() and scope["query_string"]
            return (405, "GraphQL is asked by POST, for a GET could come from any page") if asks else None
        if scope["method"] != "POST":
            return 405, "only GET, HEAD and POST are known"
        # A form can send other types, and `text/plain; application/json`, without asking first.
        types = [value.split(";")[0].strip().lower() for value in headers.getlist("content-type")]
        return None if types == ["application/json"] else (415, "a POST has the Content-Type application/json")


def _with_headers(send):
    async def sent(message):
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(HEADERS)
        await send(message)

    return sent

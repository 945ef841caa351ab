"""A guard for Dagster's web page, which has no sign-in and accepts requests from any page in the browser: requests from
other pages, or to another host name, are refused."""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

OWN = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)
"""The Host headers of a browser on this machine. A foreign name that resolves to this machine does not match."""

HEADERS = {
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""Headers that keep other pages from showing this one in a frame (clickjacking) or embedding its responses."""


class Guard:
    """An ASGI application that wraps another one. `origin` is the address at which a reverse proxy serves the page,
    such as `https://rating.example.org`."""

    def __init__(self, app, origin=""):
        self.app, self.origin = app, origin

    async def __call__(self, scope, receive, send):
        refused = scope["type"] != "lifespan" and self.refusal(scope)
        if not refused:
            await self.app(scope, receive, _with_headers(send))
        elif scope["type"] == "websocket":
            # Closed before it is accepted, so that the browser gets a 403.
            await send({"type": "websocket.close", "code": 1008, "reason": refused[1]})
        else:
            status, why = refused
            await PlainTextResponse(f"refused: {why}\n", status)(scope, receive, send)

    def refusal(self, scope):
        """Return (status, message) for a request that is refused; None if it is accepted."""
        headers = Headers(scope=scope)
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or not (OWN.fullmatch(hosts[0]) or self.origin.endswith(f"://{hosts[0]}")):
            return 403, "this page answers only to http://127.0.0.1 and http://localhost with its port"
        if any(origin not in (f"http://{hosts[0]}", self.origin or None) for origin in origins):
            return 403, "the request comes from another page"
        if any(site not in ("same-origin", "none") for site in headers.getlist("sec-fetch-site")):
            return 403, "the request comes from a link on another page (type the address into the browser)"
        if scope["type"] == "websocket":
            return None
        if scope["method"] in ("GET", "HEAD"):
            # Anywhere in the path, because Dagster's router ignores a line end after it.
            asks = "graphql" in scope["path"].lower() and scope["query_string"]
            return (405, "GraphQL accepts only POST, since any page could send a GET") if asks else None
        if scope["method"] != "POST":
            return 405, "only GET, HEAD and POST are accepted"
        # Forms can send other types, even `text/plain; application/json`, without a preflight request.
        types = [value.split(";")[0].strip().lower() for value in headers.getlist("content-type")]
        return None if types == ["application/json"] else (415, "a POST needs the Content-Type application/json")


def _with_headers(send):
    async def sent(message):
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(HEADERS)
        await send(message)

    return sent

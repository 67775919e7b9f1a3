"""Who may ask: a page of this very server, on this very machine, and nobody else.

A server on 127.0.0.1 is reached by every page that a browser has open. So the name by which it
was asked for must be its own (else another name may point here), and what another site's page
asks for is refused, but for opening the page itself.
"""

from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from segsim.explorer.live.answers import refused

ADDRESS = "127.0.0.1"
NAMES = (ADDRESS, "localhost")
METHODS = ("GET", "HEAD")
OWN_SITES = ("same-origin", "none")  # "none": typed, or from a bookmark
NO_PAGE = "default-src 'none'; frame-ancestors 'none'"
HEADERS = {
    "content-security-policy": NO_PAGE,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}
"""Of every answer, unless it has its own."""

type Headers = Sequence[tuple[bytes, bytes]]


class Guard:
    """Lets through what may be asked and puts the headers of safety on every answer."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self.app, self.port = app, port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; there are no others than those of HTTP."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        refusal = refuse(scope["method"], scope["path"], scope["headers"], self.port)
        answer = self.app if refusal is None else refused(*refusal)
        await answer(scope, receive, _safely(send))


def refuse(method: str, path: str, headers: Headers, port: int) -> tuple[int, str] | None:
    """Return the status and the reason with which a request is refused, None if it is not."""
    if method not in METHODS:
        return 405, f"{method} is not allowed; {' and '.join(METHODS)} are."
    own = [f"{name}:{port}" for name in NAMES]
    hosts = _all(headers, b"host")
    if len(hosts) != 1 or hosts[0] not in own:
        return 421, f"this server answers to {' and '.join(own)} only."
    origins = _all(headers, b"origin")
    if any(origin != f"http://{hosts[0]}" for origin in origins):
        return 403, "pages of other origins may not ask."
    sites = _all(headers, b"sec-fetch-site")
    if all(site in OWN_SITES for site in sites) or _opens_the_page(path, headers):
        return None
    return 403, "pages of other sites may not ask."


def _opens_the_page(path: str, headers: Headers) -> bool:
    """Tell whether a link, followed in a tab of its own, opens the page."""
    mode, place = _all(headers, b"sec-fetch-mode"), _all(headers, b"sec-fetch-dest")
    return path == "/" and mode == ["navigate"] and place == ["document"]


def _all(headers: Headers, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in headers if key.lower() == name]


def _safely(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = list(message.get("headers", []))
            names = {name.lower() for name, _ in given}
            more = [(k.encode(), v.encode()) for k, v in HEADERS.items() if k.encode() not in names]
            message = {**message, "headers": [*given, *more]}
        await send(message)

    return sent

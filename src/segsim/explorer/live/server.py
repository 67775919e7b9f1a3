"""The server of `segsim explore --live`: on this machine alone, until Ctrl-C."""

import asyncio
import gc
import signal
import socket
import webbrowser
from collections.abc import Awaitable, Callable, Sequence

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from segsim.explorer.live.answers import BUSY, given, mistaken, refused
from segsim.explorer.live.guard import ADDRESS, Guard
from segsim.explorer.live.lessons import lesson
from segsim.explorer.live.levers import Change, changed, command, read_query
from segsim.explorer.live.page import page_answer
from segsim.explorer.live.runs import Crew, Run
from segsim.explorer.live.settled import Settled, composed, settled
from segsim.explorer.live.stream import Stream
from segsim.explorer.live_page import live_page
from segsim.registry import UserError

WELL = 0
GRACE_SECONDS = 3
CONNECTIONS, BACKLOG = 256, 128
"""Connections that are served at once, and those that wait to be."""

type Answer = Callable[[Request], Awaitable[ASGIApp]]


class Live:
    """What the server answers, by path.

    Parameters
    ----------
    city
        The settled city.
    page
        The page, as HTML.
    """

    def __init__(self, city: Settled, page: str) -> None:
        self.city, self.page = city, page
        self.crew = Crew(city.setting["households"])
        self.stopping: Callable[[], bool] = lambda: False

    def application(self, port: int) -> ASGIApp:
        """Return the whole, guarded, for the port at which it is reached."""
        paths: dict[str, Answer] = {
            "/": self.front,
            "/api/setting": self.setting,
            "/api/status": self.status,
            "/api/run": self.run,
            "/api/lesson": self.lesson,
        }
        routes = [
            Route(path, _answering(answer), methods=["GET"]) for path, answer in paths.items()
        ]
        return Guard(Starlette(routes=routes), port)

    async def front(self, _: Request) -> Response:
        """Give the page."""
        return page_answer(self.page)

    async def setting(self, _: Request) -> Response:
        """Say what there is: the city, what is told of it, what can be moved."""
        return given(self.city.setting)

    async def status(self, _: Request) -> Response:
        """Say how much is going on: years being simulated, and streams."""
        return given({"runs": self.crew.working, "streams": self.crew.streams})

    async def run(self, request: Request) -> ASGIApp:
        """Begin a run."""
        if request.method == "HEAD":
            return Response(media_type="text/event-stream")
        if "last-event-id" in request.headers:
            return Response(status_code=204)  # a browser that tries again by itself: it is over
        base = self.city.specification
        changes = read_query(request.url.query)
        spec = await asyncio.to_thread(changed, base, changes)
        begin = {
            "key": spec.key(),
            "first_year": spec.start_year,
            "years": spec.years,
            "command": command(self.city.overrides, changes),
            "notes": _notes(changes),
        }
        return Stream(self.crew, Run(spec, self.city.path), begin, self.stopping)

    async def lesson(self, request: Request) -> Response:
        """Run a classical model."""
        changes = read_query(request.url.query)
        if not self.crew.enter():
            return refused(BUSY, "too much is going on; try again.")
        try:
            return given(await self.crew.do(lambda: lesson(changes)))
        finally:
            self.crew.leave()


def _answering(answer: Answer) -> Answer:
    async def answered(request: Request) -> ASGIApp:
        try:
            return await answer(request)
        except UserError as error:
            return mistaken(error)

    return answered


def _notes(changes: Sequence[Change]) -> list[str]:
    """Return which notes hold of a run: keys of the texts ``levers.note``."""
    preferences = any(change.parts[0] == "behaviour" for change in changes)
    return ["preferences"] if preferences else []


class _Server(uvicorn.Server):
    """Says where it is once it can be reached."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self.ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready()


def serve(
    overrides: Sequence[str], port: int = 0, language: str = "en", *, open_browser: bool = True
) -> int:
    """Settle a city and serve its live page until Ctrl-C.

    Parameters
    ----------
    overrides
        The city, as on the command line of ``segsim run``.
    port
        Where to listen on 127.0.0.1; 0 takes any that is free.
    language
        In which the page opens.
    open_browser
        Open the page in the browser.
    """
    composed(overrides)  # a mistake is told before anything is waited for
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    with listening(port) as door:
        print("the city settles, once: some seconds for 100,000 households …", flush=True)
        try:
            with settled(overrides) as city:
                _serve(door, city, language, open_browser=open_browser)
        except KeyboardInterrupt:
            print("ended", flush=True)
    return WELL


def _serve(door: socket.socket, city: Settled, language: str, *, open_browser: bool) -> None:
    live = Live(city, live_page(city, language))
    address = f"http://{ADDRESS}:{door.getsockname()[1]}/"
    server = server_at(door, live, lambda: _ready(city, address, open_browser))
    gc.collect()
    gc.freeze()  # what is loaded by now stays: collections need not look at it
    try:
        server.run(sockets=[door])
    finally:
        live.crew.end()


def server_at(door: socket.socket, live: Live, ready: Callable[[], None]) -> uvicorn.Server:
    """Return a server for a socket; ``run(sockets=[door])`` answers until it is to end."""
    config = uvicorn.Config(
        live.application(door.getsockname()[1]),
        log_level="warning",
        ws="none",
        lifespan="off",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        limit_concurrency=CONNECTIONS,
    )
    server = _Server(config, ready)
    live.stopping = lambda: server.should_exit
    return server


def listening(port: int) -> socket.socket:
    """Return a socket at a port of this machine alone.

    Raises
    ------
    UserError
        When the port is taken, with the next that is free.
    """
    try:
        return _bound(port)
    except OSError:
        with _bound_near(port) as other:
            free = other.getsockname()[1]
        raise UserError(f"--port: {port} is taken or not allowed; {free} is free.") from None


def _bound_near(port: int) -> socket.socket:
    for other in range(port + 1, min(port + 50, 65_536)):
        try:
            return _bound(other)
        except OSError:
            continue
    return _bound(0)


def _bound(port: int) -> socket.socket:
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((ADDRESS, port))
        door.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        door.close()
        raise OSError(str(error)) from None
    return door


def _ready(city: Settled, address: str, open_browser: bool) -> None:
    print(f"{city.setting['title']}, {city.setting['households']} households: {address}")
    print("Ctrl-C ends it", flush=True)
    if open_browser:
        webbrowser.open(address)

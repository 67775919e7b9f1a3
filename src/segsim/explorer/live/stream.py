"""A run as a stream of server-sent events: it lives exactly as long as somebody listens.

The next year is simulated when the one before has been taken: who does not read is not
simulated for.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from starlette.types import Receive, Scope, Send

from segsim.explorer.live.answers import BUSY, refused
from segsim.explorer.live.runs import Crew, Run

LOG = logging.getLogger(__name__)
HEADERS = [(b"content-type", b"text/event-stream; charset=utf-8")]


class Stream:
    """The answer to a request for a run.

    Parameters
    ----------
    crew
        Who simulates.
    run
        What is simulated.
    begin
        What the first event says of it.
    stopping
        Whether the server is about to end.
    """

    def __init__(
        self, crew: Crew, run: Run, begin: dict[str, Any], stopping: Callable[[], bool]
    ) -> None:
        self.crew, self.run, self.begin, self.stopping = crew, run, begin, stopping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the run, or say that there are too many."""
        if not self.crew.enter():
            message = f"{self.crew.most} runs are open already; close one, or try again."
            await refused(BUSY, message)(scope, receive, send)
            return
        tasks = [asyncio.ensure_future(task) for task in (self._play(send), _left(receive))]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.crew.leave()
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def _play(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send(_event("begin", self.begin))
        try:
            for _ in range(self.run.spec.years + 1):
                if self.stopping():
                    break
                await send(await self.crew.do(self._year))
            else:
                await send(_event("end", {"years": self.run.spec.years}))
        except Exception as error:
            LOG.exception("a run failed: %s", self.begin["command"])
            await send(_event("failed", {"message": _said(error)}))
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _year(self) -> dict[str, Any]:
        frame = self.run.next()
        return _event("year", frame, frame["year"])


async def _left(receive: Receive) -> None:
    """Wait until nobody listens any more."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _event(name: str, content: dict[str, Any], number: int | None = None) -> dict[str, Any]:
    """Return a piece of the answer; its number lets a browser's second try be recognised."""
    text = json.dumps(content, separators=(",", ":"), allow_nan=False)
    numbered = "" if number is None else f"id: {number}\n"
    body = f"event: {name}\n{numbered}data: {text}\n\n".encode()
    return {"type": "http.response.body", "body": body, "more_body": True}


def _said(error: Exception) -> str:
    reason = " ".join(str(error).split()) or type(error).__name__
    return f"The run ended before its time: {reason}"

"""Answers in JSON: what was asked for, or why not."""

from typing import Any

from starlette.responses import JSONResponse

from segsim.registry import UserError

BAD, BUSY = 400, 503
RETRY_SECONDS = 2


def refused(status: int, *errors: str) -> JSONResponse:
    """Return an answer that says why there is none."""
    headers = {"retry-after": str(RETRY_SECONDS)} if status == BUSY else {}
    return JSONResponse({"errors": list(errors)}, status, headers)


def mistaken(error: UserError) -> JSONResponse:
    """Return the answer to a query with mistakes in it: a line for each."""
    return refused(BAD, *str(error).split("\n"))


def given(content: dict[str, Any]) -> JSONResponse:
    """Return what was asked for."""
    return JSONResponse(content)

"""How every hot loop of segsim is compiled: one decorator, one set of options."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

import numpy as np
from numba import config, njit


def kernel[Function: Callable[..., Any]](function: Function) -> Function:
    """Compile a function of plain loops over arrays.

    No fast-math (bits would change between processors), the machine code is cached, and the
    lock of the interpreter is released. With ``NUMBA_DISABLE_JIT=1`` the same source runs as
    plain Python, where integers must be allowed to wrap around.
    """
    return _compile(function, inline=False)


def part[Function: Callable[..., Any]](function: Function) -> Function:
    """Compile a function that is always inlined into the kernels that call it.

    A table is some two hundred machine words: handing it to a real call would cost more than
    what the function does.
    """
    return _compile(function, inline=True)


def _compile[Function: Callable[..., Any]](function: Function, inline: bool) -> Function:
    if config.DISABLE_JIT:

        @wraps(function)
        def plain(*arguments: Any) -> Any:  # noqa: ANN401
            with np.errstate(over="ignore"):
                return function(*arguments)

        return cast(Function, plain)
    options: dict[str, Any] = {"cache": True, "error_model": "numpy", "nogil": True}
    if inline:
        options["forceinline"] = True
        options["_nrt"] = False
    return cast(Function, njit(**options)(function))

"""Work of one process on several threads, in parts that do not touch each other.

Kernels let go of the interpreter, as NumPy does in what takes long. Rows of a part are those of a
slice: a kernel that is given slices of columns does not know that there are others. What is a sum
of integers is added up part by part; what is a sum of decimals depends on order, and stays whole.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from itertools import pairwise
from threading import local
from typing import Any, cast

LEAST = 4096
"""Elements that are worth a thread."""
_HERE = local()
"""Whether the code that asks runs on one of the threads already: they do not wait for others."""


def parts(size: int, threads: int) -> list[slice]:
    """Return at most ``threads`` slices that together are ``range(size)``, none empty but one."""
    count = max(1, min(threads, size))
    ends = [size * k // count for k in range(count + 1)]
    return [slice(first, last) for first, last in pairwise(ends)]


def part_of[Columns](columns: Columns, share: slice) -> Columns:
    """Return a named tuple of columns with the rows of a share alone, as views."""
    named = cast(Any, columns)
    return cast(Columns, named._make(column[share] for column in named))


def in_parts[Result](
    size: int, threads: int, call: Callable[[slice], Result], least: int | None = None
) -> list[Result]:
    """Return what ``call`` returns for each part of ``size`` elements, first part first.

    No part is smaller than ``least``, by default :data:`LEAST`, unless there is one only.
    """
    most = min(threads, size // (LEAST if least is None else least))
    return run_all([partial(call, share) for share in parts(size, most)], threads)


def run_all[Result](calls: Sequence[Callable[[], Result]], threads: int) -> list[Result]:
    """Return what each call returns, in their order; at most ``threads`` at once."""
    if threads == 1 or len(calls) == 1 or getattr(_HERE, "busy", False):
        return [call() for call in calls]
    return list(_pool(threads).map(lambda call: call(), calls))


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    """Return the threads of this process: they wait for work until it ends."""
    return ThreadPoolExecutor(threads, "segsim", partial(setattr, _HERE, "busy", True))


if hasattr(os, "register_at_fork"):  # a copy of this process has no threads but one
    os.register_at_fork(after_in_child=_pool.cache_clear)

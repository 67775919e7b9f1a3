"""Work of one process on several threads, in parts that do not touch each other."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise


def parts(size: int, threads: int) -> list[slice]:
    """Return ``threads`` slices that together are ``range(size)``, none empty but the first."""
    count = max(1, min(threads, size))
    ends = [size * k // count for k in range(count + 1)]
    return [slice(first, last) for first, last in pairwise(ends)]


def run_all[Result](calls: Sequence[Callable[[], Result]]) -> list[Result]:
    """Return what each call returns; several at once, as kernels let go of the interpreter."""
    if len(calls) == 1:
        return [calls[0]()]
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]

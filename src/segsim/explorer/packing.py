"""Numbers as text that a page reads fast: little-endian, compressed, base64."""

import base64
import gzip

import numpy as np

from segsim.world.tables import F64

type Array = np.ndarray[tuple[int, ...], np.dtype[np.generic]]


def packed(values: F64) -> str:
    """Return floats as compressed 32-bit numbers; the same numbers give the same text.

    All first bytes stand first, then all second ones, and so on: alike bytes compress better.
    """
    numbers = np.ascontiguousarray(values, "<f4")
    return _text(numbers.view(np.uint8).reshape(-1, numbers.itemsize).T)


def packed_bits(flags: Array) -> str:
    """Return truth values as compressed bits, the first in the highest bit of the first byte."""
    return _text(np.packbits(flags.astype(bool).ravel()))


def _text(values: Array) -> str:
    return base64.b64encode(gzip.compress(values.tobytes(), 9, mtime=0)).decode("ascii")


def rounded(value: float, digits: int = 6) -> float | None:
    """Return a number short enough for JSON; what is undefined is None."""
    return round(float(value), digits) if np.isfinite(value) else None

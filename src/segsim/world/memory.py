"""How a large city's memory goes back to the system: late."""

import ctypes
import sys

LARGE = 500_000
"""Households from which it matters."""
KEPT = 256 * 1024**2
"""Bytes of one array, and half of those of all that are free, that the process keeps."""
_TRIM, _MAP = -1, -3  # M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of mallopt(3)


def keep_freed() -> bool:
    """Keep what arrays leave free for the next ones; tell whether this C library can.

    By default glibc gives arrays above 32 MB back at once, and gets fresh pages, which the system
    has to clear, for the next: a twelfth of a year of three million households (measured). It
    holds for the whole process.
    """
    if sys.platform != "linux":
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):  # another C library
        return False
    return bool(mallopt(_MAP, KEPT)) and bool(mallopt(_TRIM, 2 * KEPT))

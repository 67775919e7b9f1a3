"""The C++ program: compiled, loaded, and called as segsim calls its own kernels.

Tables go over as structs of pointers to the very arrays that segsim's kernels take, records as the
same bytes; nothing is converted or copied. Arrays that a round makes anew are made here by NumPy as
segsim makes them, so that the two differ by their machine code alone.
"""

import ctypes
import struct
import subprocess
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from segsim.kernels.choice import Keys
from segsim.kernels.listing import LISTING, Listings
from segsim.kernels.ring import Ring, Vacancies
from segsim.kernels.seekers import SEEKER
from segsim.kernels.setting import Finance, Surroundings, Taste
from segsim.world.tables import F64, I32, I64, U8, Dwellings, Households
from segsim.world.tallies import Tallies
from segsim.world.workspace import Search, Seekers

SOURCE = Path(__file__).with_name("kernel.cpp")
COMPILER = "g++"
# No contraction to fused multiply-add and no fast-math: bits are to agree. Without errno and traps
# GCC may vectorise a root and both sides of a choice, as LLVM does unasked; bits stay.
FLAGS = ("-std=c++17", "-O3", "-march=native", "-ffp-contract=off")
FLAGS += ("-fno-math-errno", "-fno-trapping-math", "-shared", "-fPIC")
HOUSEHOLD_COLUMNS = ("dwelling", "neighbourhood", "tenure", "status", "moved", "attachment")
"""What a move writes of a household, in the order of the C++ struct."""


def struct_of(fields: Iterable[Any]) -> bytes:
    """Return a C struct of eight-byte fields: pointers to arrays, integers and floats, in order."""
    kinds, values = "", []
    for field in fields:
        if isinstance(field, np.ndarray):
            kinds, value = kinds + "Q", _address(field)
        elif isinstance(field, float):
            kinds, value = kinds + "d", field
        else:
            kinds, value = kinds + "Q", int(field)
        values.append(value)
    return struct.pack(kinds, *values)


def _address(array: np.ndarray[Any, Any]) -> int:
    if not array.flags.c_contiguous:
        raise ValueError("C++ takes contiguous arrays only")
    return int(array.ctypes.data)


def build(folder: Path) -> Path:
    """Compile the program into ``folder``; FileNotFoundError where there is no compiler."""
    library = folder / "kernel.so"
    subprocess.run([COMPILER, *FLAGS, str(SOURCE), "-o", str(library)], check=True)
    return library


def version() -> str:
    """Return what the compiler calls itself."""
    said = subprocess.run([COMPILER, "--version"], check=True, capture_output=True, text=True)
    return said.stdout.splitlines()[0]


class Twin:
    """The three functions of the program.

    What is handed over is packed ahead of the call, so that packing is not in what is timed; only a
    ring is packed with its call, some ten microseconds.
    """

    def __init__(self, library: Path) -> None:
        self._c = ctypes.CDLL(str(library))
        self._c.settle_round.restype = ctypes.c_int64
        self._c.sizes.restype = ctypes.POINTER(ctypes.c_int64)
        word = 8
        expected = [LISTING.itemsize, SEEKER.itemsize]
        expected += [
            word * len(each._fields)
            for each in (Search, Seekers, Vacancies, Ring, Keys, Surroundings, Taste, Finance)
        ]
        expected += [word * len(HOUSEHOLD_COLUMNS), word * len(Tallies._fields)]
        if self._c.sizes()[: len(expected)] != expected:
            raise RuntimeError("records.hpp does not match the tables of segsim any more")

    def make_ring(self, vacant: Listings, key: np.uint64, bits: int) -> Ring:
        """Do what :func:`segsim.kernels.ring.make_ring` does."""
        size = vacant.size
        first, shift = np.zeros((1 << bits) + 1, np.int32), np.uint64(64 - bits)
        ring = Ring(np.empty(size, vacant.dtype), np.empty(size, np.int32), first, shift)
        raw, place = np.empty(size, np.uint64), np.zeros(size, np.uint64)
        self._c.fill_ring(
            ctypes.c_uint64(int(key)),
            _at(vacant),
            ctypes.c_int64(size),
            _at(raw),
            _at(place),
            ctypes.c_int64(1 << bits),
            struct_of(ring),
        )
        return ring

    def choosing(
        self,
        search: Search,
        seekers: Seekers,
        month: int,
        ring: Ring,
        candidates: int,
        keys: Keys,
        gumbel: F64,
        s: Surroundings,
        t: Taste,
        f: Finance,
        offer: F64,
        winner: I32,
    ) -> Callable[[], Any]:
        """Return the call that does what :func:`segsim.kernels.choice.market_round` does."""
        return partial(
            self._c.market_round,
            struct_of(search),
            ctypes.c_int64(search.row.size),
            struct_of(seekers),
            ctypes.c_int64(month),
            struct_of(ring),
            ctypes.c_int64(ring.listing.size),
            ctypes.c_int64(candidates),
            struct_of(keys),
            _at(gumbel),
            struct_of(s),
            ctypes.c_int64(s.place.shape[0]),
            ctypes.c_int64(s.appeal.shape[0]),
            _numbers(t),
            _numbers(f),
            _at(offer),
            _at(winner),
        )

    def settling(
        self,
        h: Households,
        d: Dwellings,
        search: Search,
        seekers: Seekers,
        vacant: Vacancies,
        winner: I32,
        year: int,
        tallies: Tallies,
        freed: I64,
        depth: U8,
    ) -> Callable[[], int]:
        """Return the call that does what :func:`segsim.kernels.choice.settle_round` does."""
        return partial(
            self._c.settle_round,
            struct_of([getattr(h, name) for name in HOUSEHOLD_COLUMNS]),
            _at(d.occupant),
            struct_of(search),
            struct_of(seekers),
            struct_of(vacant),
            _at(winner),
            ctypes.c_int64(winner.size),
            ctypes.c_int64(year),
            struct_of(tallies),
            _at(freed),
            _at(depth),
        )


def _at(array: np.ndarray[Any, Any]) -> ctypes.c_void_p:
    return ctypes.c_void_p(_address(array))


def _numbers(values: Iterable[float]) -> bytes:
    # A parameter written without a point is an integer in Python.
    return struct_of(float(value) for value in values)

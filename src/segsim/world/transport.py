"""Travel times of neighbourhoods, lines of public transport, and what people expect of them."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from segsim.world.tables import F64


@dataclass(slots=True)
class Line:
    """A line of fast transport with its stops; what it saves where, and from when."""

    name: str
    stops: F64  # [stop, 2] metres
    announced: int  # calendar years
    opens: int
    gain: F64  # [neighbourhood] minutes saved once open


@dataclass(slots=True)
class Transport:
    """Access of neighbourhoods to jobs and the centre."""

    minutes: F64  # [neighbourhood] to the centre by the ordinary network
    lines: list[Line] = field(default_factory=list)

    def gain(self, year: int) -> F64:
        """Return minutes saved by the best open line [neighbourhood]."""
        return self._best(lambda line: 1.0 if line.opens <= year else 0.0)

    def anticipated(self, year: int, horizon: float, credibility: float, discount: float) -> F64:
        """Return minutes that owners reckon with [neighbourhood].

        The discounted share of an expected stay of ``horizon`` years in which the line will be
        open, times ``credibility`` until it opens.
        """

        def weight(line: Line) -> float:
            if line.opens <= year:
                return 1.0
            if line.announced > year or line.opens - year >= horizon:
                return 0.0
            whole = _annuity(horizon, discount)
            before = _annuity(float(line.opens - year), discount)
            return credibility * (whole - before) / whole

        return self._best(weight)

    def _best(self, weight: Callable[[Line], float]) -> F64:
        best = self.minutes * 0.0
        for line in self.lines:
            share = weight(line)
            if share > 0.0:
                best = _maximum(best, line.gain * share)
        return best


def _maximum(a: F64, b: F64) -> F64:
    return a + (b - a) * (b > a)


def _annuity(years: float, discount: float) -> float:
    """Return the present value of one a year over ``years``, by powers of whole years."""
    total, factor = 0.0, 1.0
    for _ in range(int(years)):
        total += factor
        factor /= 1.0 + discount
    return total + (years - int(years)) * factor


def line_gain(x: F64, y: F64, stops: F64, minutes: float, radius: float, taper: float) -> F64:
    """Return minutes saved by a line [neighbourhood].

    Full within ``radius`` metres of the nearest of ``stops`` [stop, 2], falling in a straight
    line to nothing at ``taper``.
    """
    squared = (x[:, None] - stops[None, :, 0]) ** 2 + (y[:, None] - stops[None, :, 1]) ** 2
    nearest = np.sqrt(squared.min(axis=1))
    share = np.clip((taper - nearest) / max(taper - radius, 1.0), 0.0, 1.0)
    return np.asarray(minutes * share, np.float64)

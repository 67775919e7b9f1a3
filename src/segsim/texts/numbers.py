"""How numbers are written in a language: the only place that knows.

``explorer/page/numbers.js`` does the same in browsers; a test holds the two together.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite

MINUS, NARROW, NO_BREAK = "\u2212", "\u202f", "\u00a0"
MISSING = "–"


@dataclass(frozen=True, slots=True)
class Numbers:
    """Writes numbers: the mark of decimals, of thousands, and between the ends of an interval.

    Attributes
    ----------
    point, thousands, between
        E.g. ``","``, a no-break space and ``"; "`` in Finnish.
    """

    point: str
    thousands: str
    between: str

    def number(self, value: float, digits: int = 0, *, sign: bool = False) -> str:
        """Return a number with a fixed count of decimals, halves rounded away from zero.

        Parameters
        ----------
        value
            NaN and infinities are written as a dash.
        digits
            Decimals.
        sign
            Write a plus before what is above zero, too.
        """
        if not isfinite(value):
            return MISSING
        exact = Decimal(float(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        whole, _, decimals = f"{abs(exact):,f}".partition(".")
        text = whole.replace(",", self.thousands) + (self.point + decimals if decimals else "")
        if exact == 0:
            return text
        return (MINUS if exact < 0 else "+" if sign else "") + text

    def percent(self, share: float, digits: int = 0, *, sign: bool = False) -> str:
        """Return a share, 0 … 1, in per cent."""
        text = self.number(100.0 * share, digits, sign=sign)
        return text if text == MISSING else f"{text}{NO_BREAK}%"

    def points(self, share: float, digits: int = 1) -> str:
        """Return a difference of shares in percentage points, without the unit."""
        return self.number(100.0 * share, digits, sign=True)

    def interval(self, low: float, high: float, digits: int, *, sign: bool = False) -> str:
        """Return an interval in brackets; "" where there is none."""
        if not (isfinite(low) and isfinite(high)):
            return ""
        ends = (self.number(end, digits, sign=sign) for end in (low, high))
        return f"[{self.between.join(ends)}]"

    def chance(self, probability: float) -> str:
        """Return a probability in per cent, never 0 or 100: nothing is that sure."""
        if not isfinite(probability):
            return MISSING
        if probability < 0.01:
            return f"<{NO_BREAK}1{NO_BREAK}%"
        if probability > 0.99:
            return f">{NO_BREAK}99{NO_BREAK}%"
        return self.percent(probability)

    def year(self, year: int) -> str:
        """Return a calendar year: never with a mark of thousands."""
        return str(year)


ENGLISH = Numbers(".", NARROW, ", ")
FINNISH = Numbers(",", NO_BREAK, "; ")

"""What a terminal shows at the end of a study."""

import math

import pandas as pd

from segsim.cli.closing import LONGEST, sparkline


def test_a_curve_rises_with_its_values():
    rising = sparkline(pd.Series(range(8), dtype=float), 0.0, 7.0)
    assert rising == "▁▂▃▄▅▆▇█"


def test_a_long_curve_keeps_its_ends():
    curve = sparkline(pd.Series(range(100), dtype=float), 0.0, 99.0)
    assert len(curve) == LONGEST
    assert (curve[0], curve[-1]) == ("▁", "█")


def test_gaps_and_constants():
    assert sparkline(pd.Series([1.0, math.nan, 1.0]), 1.0, 1.0)[1] == " "
    assert len(set(sparkline(pd.Series([2.0, 2.0]), 2.0, 2.0))) == 1

"""The common limits of all maps of a city."""

import numpy as np
import pandas as pd

from segsim.geography.shapes import Box

OUTERMOST = 0.012
"""Share of households that may lie beyond each edge of a map."""


def box_around(x: pd.Series, y: pd.Series, households: pd.Series) -> Box:
    """Return the box around all but the outermost households, neither narrow nor flat."""
    left, right = _span(x, households)
    bottom, top = _span(y, households)
    wide, high = right - left, top - bottom
    across, up = 0.5 * max(wide, 0.7 * high, 1.0), 0.5 * max(high, 0.7 * wide, 1.0)
    middle = (left + right) / 2, (bottom + top) / 2
    return Box(middle[0] - across, middle[0] + across, middle[1] - up, middle[1] + up)


def _span(position: pd.Series, weight: pd.Series) -> tuple[float, float]:
    order = position.sort_values(kind="stable")
    share = weight.loc[order.index].cumsum() / max(float(weight.sum()), 1.0)
    last = len(order) - 1
    low = float(order.iloc[min(last, int(np.searchsorted(share, OUTERMOST)))])
    high = float(order.iloc[min(last, int(np.searchsorted(share, 1.0 - OUTERMOST)))])
    room, margin = 0.12 * (high - low), 0.07 * (high - low)
    ends = float(order.iloc[0]), float(order.iloc[-1])
    return max(low - room, ends[0] - margin), min(high + room, ends[1] + margin)

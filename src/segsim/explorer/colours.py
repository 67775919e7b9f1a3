"""The colours of maps, as Matplotlib has them: 256 steps each."""

from typing import Any

import matplotlib as mpl

from segsim.study.figures.style import COLOURS, DIVERGING, MARKERS, SEQUENTIAL

PATTERNS = ((4, 2), (), (6, 1.5, 1, 1.5), (1, 1.2), (3, 1, 1, 1, 1, 1), ())
"""Dashes of the lines, in widths of the line."""


def steps(name: str) -> str:
    """Return the 256 colours of a scale, six hexadecimal digits each, without a break."""
    colours = mpl.colormaps[name].resampled(256)
    return "".join(mpl.colors.to_hex(colours(step))[1:] for step in range(256))


def palette() -> dict[str, Any]:
    """Return the scales, and colour, dash and marker of every place among the scenarios."""
    return {
        "sequential": steps(SEQUENTIAL),
        "diverging": steps(DIVERGING),
        "lines": list(COLOURS),
        "dashes": [list(dash) for dash in PATTERNS],
        "markers": list(MARKERS),
    }

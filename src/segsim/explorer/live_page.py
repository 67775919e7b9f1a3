"""The explorer of a city that is being simulated: what the page knows before the first frame."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from segsim.cities import CitySettings
from segsim.explorer.choices import FIGURES, VARIABLES, Variable
from segsim.explorer.document import page
from segsim.explorer.places import drawn
from segsim.geography import atlas
from segsim.geography.boundaries import boundaries_of
from segsim.world.tables import F64

ALONE, MOVED = "alone", "levers"
"""The two sides of the page: the city left alone, and with levers moved."""
REACH = 0.1
"""First reach of the colours of a difference, of the width of those of a map; it grows."""


def live_page(setting: Mapping[str, Any], settings: CitySettings, start: F64, language: str) -> str:
    """Return the page of a live city.

    Parameters
    ----------
    setting
        What the server offers: city, years, neighbourhoods, levers, lessons.
    settings
        The city, for its boundaries.
    start
        The variables of the map in the first year [variable, neighbourhood].
    language
        The language in which the page opens.
    """
    places = pd.DataFrame(setting["neighbourhoods"])
    kept = boundaries_of(settings)
    land = None if kept is None else kept.districts()
    document = {
        "mode": "live",
        "title": setting["city"],
        "city": setting["city"],
        "seeds": 1,
        "baseline": ALONE,
        "behaviours": [setting["behaviour"]],
        "scenarios": [{"name": name, "label": name} for name in (ALONE, MOVED)],
        "years": [setting["first_year"] + k for k in range(setting["years"] + 1)],
        "variables": [_limits(v, row) for v, row in zip(VARIABLES, start, strict=True)],
        "figures": [choice.as_json() for choice in FIGURES],
        "districts": [str(name) for name in places["district"]],
        "map": drawn(atlas(places, land, () if kept is None else kept.water)),
        "levers": setting["levers"],
        "lessons": setting["lessons"],
    }
    return page(document, language)


def _limits(variable: Variable, values: F64) -> dict[str, Any]:
    """Return the first ends of the colours; the page widens them when it sees more."""
    known = values[np.isfinite(values)]
    high = _round_up(float(known.max())) if known.size else 1.0
    low = 0.0 if variable.unit in ("share", "rank", "homes") or not known.size else known.min()
    low = (
        float(np.floor(low / 10 ** np.floor(np.log10(low))) * 10 ** np.floor(np.log10(low)))
        if low
        else 0.0
    )
    return {
        **variable.as_json(),
        "low": low,
        "high": high,
        "reach": _round_up(REACH * (high - low)),
    }


def _round_up(value: float) -> float:
    """Return the next round number above a value."""
    if value <= 0.0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    return float(
        next(n for n in (1, 1.5, 2, 3, 4, 5, 7.5, 10) if n * power >= value * 0.999999) * power
    )

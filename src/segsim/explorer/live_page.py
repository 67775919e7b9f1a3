"""The explorer of a city that is being simulated: what the page knows before the first frame."""

from typing import Any

import numpy as np
import pandas as pd

from segsim.explorer.choices import FIGURES, VARIABLES, Variable
from segsim.explorer.document import page
from segsim.explorer.live.frames import cells
from segsim.explorer.live.settled import Settled
from segsim.explorer.places import drawn
from segsim.geography import atlas
from segsim.geography.boundaries import boundaries_of
from segsim.model.snapshot import load
from segsim.observation.snapshot import take
from segsim.world.tables import F64

ALONE, MOVED = "alone", "levers"
"""The two sides of the page: the city left alone, and with levers moved."""
REACH = 0.1
"""First reach of the colours of a difference, of the width of those of a map; it grows."""


def live_page(city: Settled, language: str = "en") -> str:
    """Return the page of a live city.

    Parameters
    ----------
    city
        The settled city, and what the server offers.
    language
        The language in which the page opens.
    """
    setting, spec = city.setting, city.specification
    places = pd.DataFrame(setting["neighbourhoods"])
    world = load(city.path, spec.parameters(), spec.start_year)
    start = cells(world, take(world)).astype(np.float64)
    kept = boundaries_of(spec.city)
    land = None if kept is None else kept.districts()
    document = {
        "mode": "live",
        "title": setting["title"],
        "city": setting["title"],
        "place": setting["city"],
        "seeds": 1,
        "baseline": ALONE,
        "behaviours": [spec.behaviour.name],
        "scenarios": [{"name": name, "label": name} for name in (ALONE, MOVED)],
        "years": [setting["first_year"] + k for k in range(setting["years"] + 1)],
        "variables": [
            _limits(v, row.astype(np.float64)) for v, row in zip(VARIABLES, start, strict=True)
        ],
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
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    low = _round_down(low) if variable.unit == "eur" else 0.0  # prices are far from nothing
    high = _round_up(high)
    reach = _round_up(REACH * (high - low))
    return {**variable.as_json(), "low": low, "high": high, "reach": reach}


def _round_up(value: float) -> float:
    """Return the next round number above a value."""
    if value <= 0.0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    steps = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.5, 10.0)
    return float(next(step for step in steps if step * power >= value * (1.0 - 1e-9)) * power)


def _round_down(value: float) -> float:
    """Return the next number below a value with one digit that counts."""
    if value <= 0.0:
        return 0.0
    power = 10.0 ** np.floor(np.log10(value))
    return float(np.floor(value / power) * power)

"""The city that all live runs start from: composed, synthesised and burnt in once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from segsim.cities.layout import layout
from segsim.explorer.choices import VARIABLES
from segsim.explorer.live.frames import INDICATORS
from segsim.explorer.live.lessons import lessons
from segsim.explorer.live.levers import MOST_YEARS
from segsim.explorer.live.offers import offers
from segsim.model import load as load_kernels
from segsim.model import settle, warm_up
from segsim.model.snapshot import load
from segsim.model.specification import Specification
from segsim.registry import UserError
from segsim.study.plan import single
from segsim.world import World

CITY, HOUSEHOLDS, MOST_HOUSEHOLDS = "tampere", 100_000, 300_000
"""City and size when nothing else is asked for, and the largest size."""


@dataclass(frozen=True)
class Settled:
    """A city at year 0 on disk, and what it was made from."""

    specification: Specification
    overrides: tuple[str, ...]
    path: Path
    setting: dict[str, Any]  # what the page is told of it


def composed(overrides: Sequence[str]) -> tuple[Specification, tuple[str, ...]]:
    """Return the city that a command line asks for, within bounds, and its overrides."""
    given = list(overrides)
    if not _has(given, "city"):
        given.insert(0, f"city={CITY}")
    spec = single(given)
    if spec.policies:
        raise UserError("policy: policies are chosen on the page; leave them out here.")
    if spec.years > MOST_YEARS:
        raise UserError(f"years: {spec.years} is not allowed; at most {MOST_YEARS}.")
    households = _households(spec)
    if spec.city.households is None and households > HOUSEHOLDS:
        given.append(f"city.households={HOUSEHOLDS}")
        return single(given), tuple(given)
    if households > MOST_HOUSEHOLDS:
        raise UserError(
            f"city.households: {households} is not allowed; at most {MOST_HOUSEHOLDS} live."
        )
    return spec, tuple(given)


@contextmanager
def settled(overrides: Sequence[str]) -> Iterator[Settled]:
    """Settle a city and keep it on disk as long as the context lasts."""
    spec, texts = composed(overrides)
    with TemporaryDirectory(prefix="segsim-live-") as folder:
        path = Path(folder) / "city.npz"
        warm_up()
        load_kernels()
        settle(spec, path)
        world = load(path, spec.parameters(), spec.start_year)
        yield Settled(spec, texts, path, described(spec, world))


def described(spec: Specification, world: World) -> dict[str, Any]:
    """Return what the page is told of a city and of what can be moved, in JSON types."""
    n = world.neighbourhoods
    return {
        "city": spec.city.name,
        "title": spec.city.title or spec.city.name,
        "seed": spec.seed,
        "first_year": spec.start_year,
        "years": spec.years,
        "most_years": MOST_YEARS,
        "households": int(n.households.sum()),
        "variables": [variable.name for variable in VARIABLES],
        "indicators": [
            {"name": name, "digits": key.digits, "unit": key.unit, "cumulative": key.cumulative}
            for name, key in INDICATORS.items()
        ],
        "neighbourhoods": {
            "x": n.x.tolist(),
            "y": n.y.tolist(),
            "district": [world.city.districts[district] for district in n.district],
            "households": n.households.tolist(),
        },
        "levers": offers(),
        "lessons": lessons(),
    }


def _households(spec: Specification) -> int:
    if spec.city.households is not None:
        return spec.city.households
    return sum(district.households for district in layout(spec.city).districts)


def _has(overrides: Sequence[str], key: str) -> bool:
    return any(text.split("=", 1)[0].lstrip("+~") == key for text in overrides)

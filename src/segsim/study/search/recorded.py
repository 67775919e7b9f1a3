"""Which indicators runs record, known before any run."""

from segsim.model import Simulation
from segsim.model.specification import Specification

SMALL = 2_000
"""Households of the city in which it is looked up."""


def recorded(spec: Specification) -> set[tuple[str, str, str]]:
    """Return indicator, level and group of all that a run records.

    A small, unsettled copy of the city lives a year without policies: what is recorded hangs on
    the city's kind and on what is asked for, not on its size.
    """
    households = SMALL if spec.city.households is None else min(spec.city.households, SMALL)
    small = spec.model_copy(
        update={
            "city": spec.city.model_copy(update={"households": households}),
            "burn_in": spec.burn_in.model_copy(update={"years": 0}),
            "observe": spec.observe.model_copy(update={"households_years": ()}),
            "policies": {},
        }
    )
    table = Simulation(small).run(1).indicators
    rows = table[["indicator", "level", "group"]].drop_duplicates()
    return set(rows.itertuples(index=False, name=None))

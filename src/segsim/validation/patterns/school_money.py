"""P22: need-based money of schools, dropout and segregation."""

from collections.abc import Iterator
from copy import deepcopy

import numpy as np

from segsim.observation.schooling import dropout
from segsim.validation.findings import Effort, Finding, pattern
from segsim.validation.patterns.estimates import estimate
from segsim.validation.patterns.paired import figure, live, settled, with_policy
from segsim.world import LANGUAGES, World

YEARS, LAST = 3, 5
EXPECTED = {"domestic": -3.0, "foreign": -6.0}
MARGIN = 2.0
LEAST_CHANGE = 0.01


@pattern("P22", "need-based money of schools", "Silliman 2017, Helsinki")
def check(effort: Effort) -> Iterator[Finding]:
    """Compare the schools that get money first with the same schools without it."""
    found = [gains(settled(effort, seed)) for seed in effort.seeds(20, 2)]
    for language, expected in EXPECTED.items():
        what = f"dropout after {YEARS} years, {language}, points"
        values = [one[language] for one in found]
        yield estimate(what, expected - MARGIN, expected + MARGIN, values)
    for year in (YEARS, LAST):
        values = [one[f"D {year}"] for one in found]
        what = f"change of corrected D of language, districts, year {year}"
        yield estimate(what, -LEAST_CHANGE, LEAST_CHANGE, values)


def gains(plain: World, resources: float | None = None) -> dict[str, float]:
    """Return changes of dropout, points, and of D, by need-based money.

    ``resources`` is the effect of 1,000 EUR a pupil on outcomes, sd, if not the default.
    """
    if resources is not None:
        schools = plain.parameters.schools.model_copy(update={"resources": resources})
        plain.parameters = plain.parameters.model_copy(update={"schools": schools})
    given = live(with_policy(plain, "school_investment"))
    plain = live(deepcopy(plain))
    first = given.institutions.school_resources > 0.0
    found = {}
    for years in (YEARS, LAST):
        for world in (given, plain):
            live(world, years - world.year)
        if years == YEARS:
            rates = [_dropout(world, first) for world in (given, plain)]
            found.update({name: rates[0][name] - rates[1][name] for name in LANGUAGES})
        d = [figure(w, "adjusted_dissimilarity", "district", "language") for w in (given, plain)]
        found[f"D {years}"] = d[0] - d[1]
    return found


def _dropout(world: World, where: np.ndarray) -> dict[str, float]:
    """Return dropout by language in some schools, %."""
    p, s = world.parameters.schools, world.schools
    bases = (p.dropout_domestic, p.dropout_foreign)
    return {
        language: 100.0
        * float(
            np.average(
                dropout(s.outcome[where], bases[code], p.dropout_slope),
                weights=s.pupils[where, code],
            )
        )
        for code, language in enumerate(LANGUAGES)
    }

"""School outcomes, who sits where, the way to school, and what children know at its start."""

from collections.abc import Iterator

import numpy as np

from segsim.indices import adjusted_dissimilarity, dissimilarity
from segsim.kernels.people_survey import CELLS_A_KM, People
from segsim.observation.census import LOWEST, lowest
from segsim.observation.segregation import FOREIGN, Value, evenness, two_groups
from segsim.observation.snapshot import Snapshot
from segsim.world import LANGUAGES, World
from segsim.world.monitoring import mean_rank
from segsim.world.need import need_index
from segsim.world.tables import F64, I64

WORST = 0.1
"""The schools of the lowest outcomes that row 5.7 asks for: the bottom decile."""


def schooling(world: World, snapshot: Snapshot) -> Iterator[Value]:
    """Yield every figure of schools and of children before them."""
    for figures in (outcomes, journeys, need):
        yield from figures(world, snapshot.people)
    yield from seats(snapshot)
    yield from early(snapshot.people)


def dropout(outcome: F64, base: float, slope: float) -> F64:
    """Return the share that stops after the 9th grade by outcome, a logistic curve."""
    return np.asarray(1.0 / (1.0 + np.exp(slope * outcome) * (1.0 - base) / base), np.float64)


def outcomes(world: World, people: People) -> Iterator[Value]:
    """Yield outcomes between schools and what follows from them (rows 5.2-5.7, 15.3)."""
    p, s = world.parameters.schools, world.schools
    by_language = people.seated.sum(axis=1)
    pupils = by_language.sum(axis=1).astype(np.float64)
    bases = (p.dropout_domestic, p.dropout_foreign)
    means = []
    for code, language in enumerate(LANGUAGES):
        weight = by_language[:, code].astype(np.float64)
        rate = dropout(s.outcome, bases[code], p.dropout_slope)
        yield "dropout", "school", language, _mean(rate, weight)
        means.append(_mean(s.outcome, weight))
        yield "outcome", "school", language, means[-1]
    yield "outcome_gap", "school", "language", means[0] - means[1]
    mean = _mean(s.outcome, pupils)
    yield "outcome", "school", "all", mean
    yield "outcome_sd", "school", "all", _mean((s.outcome - mean) ** 2, pupils) ** 0.5
    low, high = _quantiles(s.outcome, pupils, (0.1, 0.9))
    yield "outcome_p90_p10", "school", "all", high - low
    yield "outcome_bottom_decile", "school", "all", _mean(s.outcome, pupils * (s.outcome <= low))
    seen = world.institutions.school_names(s.perceived)
    yield "perception_gap", "school", "all", _mean(np.abs(seen - s.outcome), pupils)
    yield "risk_schools_in_poor_areas", "school", "all", risk(world)


def risk(world: World) -> float:
    """Return the share of bottom-decile schools that stand in bottom-quintile areas (row 5.7).

    A school stands in the neighbourhood that is nearest to it.
    """
    n, s = world.neighbourhoods, world.schools
    bad = np.flatnonzero(lowest(s.outcome, WORST))
    away = np.hypot(s.x[bad, None] - n.x[None, :], s.y[bad, None] - n.y[None, :])
    return float(lowest(mean_rank(n), LOWEST)[np.argmin(away, axis=1)].mean())


def seats(snapshot: Snapshot) -> Iterator[Value]:
    """Yield segregation by class and by catchment, and what the choice of school adds to D."""
    people = snapshot.people
    weighted, whole = people.seated[:, 1].sum(), people.seated.sum()
    school = list(two_groups("school", "language", snapshot.pupils, FOREIGN, None))
    yield from school
    chosen = school[0][3], school[1][3]
    lived = float(dissimilarity(people.at_home, group=FOREIGN))
    yield "dissimilarity", "catchment", "language", lived
    yield "dissimilarity_by_choice", "school", "language", chosen[0] - lived
    poor = _evenness(_rest(people.seated.sum(axis=(1, 2)), people.low.sum(axis=1)))
    yield from _named("school", "income_low_rest", poor)
    if weighted > 0:  # otherwise every school is one class
        chosen = _evenness(people.seated.reshape(-1, 2))
        poor = _evenness(_rest(people.seated.sum(axis=2).ravel(), people.low.ravel()))
    yield from _named("class", "language", chosen)
    yield from _named("class", "income_low_rest", poor)
    yield "weighted_share", "school", "all", _share(weighted, whole)
    yield "opt_out_share", "school", "low_status", _share(people.opted[1], people.opted[0])


def _rest(everybody: I64, group: I64) -> I64:
    return np.stack([everybody - group, group], axis=1)


def _evenness(counts: I64) -> tuple[float, float]:
    d = dissimilarity(counts, group=1), adjusted_dissimilarity(counts, group=1)
    return float(d[0]), float(d[1])


def _named(level: str, group: str, values: tuple[float, float]) -> Iterator[Value]:
    yield "dissimilarity", level, group, values[0]
    yield "adjusted_dissimilarity", level, group, values[1]


def journeys(world: World, people: People) -> Iterator[Value]:
    """Yield the ways to school (row 18.3), km, and the share beyond the legal limit."""
    pupils = int(people.way.sum())
    yield "journey_km", "school", "all", float(people.metres[0]) / 1000.0 / max(pupils, 1)
    at = int(np.searchsorted(np.cumsum(people.way), 0.95 * pupils))
    yield "journey_km_p95", "school", "all", (at + 1) / CELLS_A_KM
    beyond = people.way[int(world.parameters.schools.max_km * CELLS_A_KM) :].sum()
    yield "over_cap_share", "school", "all", _share(beyond, pupils)


def early(people: People) -> Iterator[Value]:
    """Yield what children know at the start of school, and daycare's segregation (row 5.8)."""
    means = people.starters[:, 0] / np.maximum(people.starters[:, 1], 1.0)
    for code, language in enumerate(LANGUAGES):
        yield "learning_at_school_start", "city", language, float(means[code])
    yield "learning_gap", "city", "language", float(means[0] - means[1])
    yield from evenness("neighbourhood", "daycare", people.young, FOREIGN)


def need(world: World, people: People) -> Iterator[Value]:
    """Yield how the need index of schools (row 15.1) goes with last year's and with outcomes.

    The stability is the correlation of ranks; nan in the first year observed.
    """
    pupils = people.seated.sum(axis=(1, 2)).astype(np.float64)
    index = need_index(world, pupils)
    before = world.records.last.get("need", np.full(index.size, np.nan))
    world.records.last["need"] = index
    yield "need_rank_stability", "school", "all", _correlation(_ranks(before), _ranks(index))
    yield "need_outcome_correlation", "school", "all", _correlation(index, world.schools.outcome)


def _ranks(x: F64) -> F64:
    if not np.isfinite(x).all():
        return x
    out = np.empty(x.size)
    out[np.argsort(x, kind="stable")] = np.arange(x.size)
    return out


def _correlation(x: F64, y: F64) -> float:
    dx, dy = x - x.mean(), y - y.mean()
    spread = float((dx * dx).sum() * (dy * dy).sum())
    return float((dx * dy).sum()) / spread**0.5 if spread > 0.0 else float("nan")


def _mean(x: F64, weight: F64) -> float:
    return float((x * weight).sum()) / max(float(weight.sum()), 1e-9)


def _quantiles(x: F64, weight: F64, at: tuple[float, ...]) -> list[float]:
    order = np.argsort(x, kind="stable")
    running = np.cumsum(weight[order])
    rows = np.searchsorted(running, np.asarray(at) * running[-1])
    return [float(value) for value in x[order][np.minimum(rows, x.size - 1)]]


def _share(part: np.int64 | int, whole: np.int64 | int) -> float:
    return int(part) / max(int(whole), 1)

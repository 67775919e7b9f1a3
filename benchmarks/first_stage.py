"""What every policy moves first, in a whole city and at its default levers.

    python benchmarks/first_stage.py [--city tampere] [--driver baseline] [--seeds 1-4] [--years 10]
        [--policies a,b]

The runs of a seed start from one settled city and differ by the policy alone, at the intensities 0,
.5 and 1. Prints for each observable the means by intensity, the paired gain of the full programme,
its standard error, and whether it rises with intensity by more than two standard errors.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from statistics import fmean, stdev
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from segsim.indices import dissimilarity
from segsim.maths import logs
from segsim.model import SegregationModel, settle
from segsim.policies.stock_diversification import family_share
from segsim.policies.targets import reach
from segsim.policies.tenant_support import tenants
from segsim.study.plan import single
from segsim.submodels.catchments import kilometres_to_schools, pupils_at_home, separation
from segsim.world import TENURES, Status, Tenure, World
from segsim.world.tables import F64

INTENSITIES = (0.0, 0.5, 1.0)
LINE = "tram_linnainmaa"
POLICIES = {
    "tenure_mixing": ["policy=[tenure_mixing]"],
    "infill": ["policy=[infill]"],
    # Two years earlier than planned, so that it runs in half of the years.
    "tram": [f"policy=[{LINE}]", f"policy.{LINE}.open_year=2030"],
    "school_investment": ["policy=[school_investment]"],
    "catchment_redraw": ["policy=[catchment_redraw]"],
    "choice_regime": ["policy=[choice_regime]"],
    "anti_discrimination": ["policy=[anti_discrimination]"],
    "renovation_finance": ["policy=[renovation_finance]"],
    "company_clubs": ["policy=[company_clubs]"],
    "housing_social_work": ["policy=[housing_social_work]"],
    # A cap below the ordinary one: the default changes only in which order the queue is served.
    "ara_allocation": ["policy=[ara_allocation]", "policy.ara_allocation.income_cap=.4"],
    "tenant_support": ["policy=[tenant_support]"],
    "community_developers": ["policy=[community_developers]"],
    "safety": ["policy=[safety]"],
    "centre_regeneration": ["policy=[centre_regeneration]"],
    "reputation_campaign": ["policy=[reputation_campaign]"],
    "area_programme": ["policy=[area_programme]", "policy.area_programme.duration_years=10"],
    "small_measure": ["policy=[small_measure]"],
    "integration_employment": ["policy=[integration_employment]"],
    "weighted_classes": ["policy=[weighted_classes]"],
    "early_investment": ["policy=[early_investment]"],
    "demolition_renewal": ["policy=[demolition_renewal]"],
    # Made for `--city shrinking --driver decline`.
    "shrink_adaptation": ["policy=[shrink_adaptation]"],
    "brownfield": ["policy=[brownfield]"],
    "stock_diversification": ["policy=[stock_diversification]"],
}
NEAR_M = 800.0
"""What counts as near a stop, metres: within it the gain of a line is full."""

type Mask = NDArray[np.bool_]
type Observable = Callable[["Run"], float]


class Run:
    """A run of some years with what its observables need of the years between."""

    def __init__(self, model: SegregationModel, years: int, stops: F64) -> None:
        self.world: World = model.world
        n = self.world.neighbourhoods
        self.poor: Mask = poorest(self.world)
        self.site: Mask = reach(self.world, "most_room", 0.0) > 0.0
        self.one_sided: Mask = one_sided(self.world)
        self.small_homes: Mask = small_homes(self.world)
        self.old_social = old_social(self.world)
        self.needy = neediest(self.world)
        away = [np.hypot(n.x - x, n.y - y) for x, y in stops]
        self.near = np.min(away, axis=0) <= NEAR_M if away else np.zeros(n.room, bool)
        self.completed = np.zeros(4)
        self.flows: dict[str, float] = {}
        self.resources: list[float] = []
        self.outcomes: list[float] = []
        self.needy_outcomes: list[float] = []
        self.outside: list[float] = []
        self.figures: dict[tuple[str, str, str], list[float]] = {}
        for _ in range(years):
            model.step()
            self.note()
        self.access = model.areas.query(f"year == {self.world.calendar}").access_minutes.to_numpy()

    def note(self) -> None:
        """Keep what later years overwrite."""
        for flow, count in self.world.records.flows.items():
            self.flows[flow] = self.flows.get(flow, 0.0) + count
        schools = self.world.schools
        pupils = schools.pupils.sum(axis=1)
        self.completed += self.world.workspace.completed.sum(axis=0)
        self.resources.append(float(np.average(schools.resources, weights=pupils)))
        self.outcomes.append(float(np.average(schools.outcome, weights=pupils)))
        needy = self.needy * pupils
        some = needy if needy.any() else np.ones(schools.room)  # they may all have been merged
        self.needy_outcomes.append(float(np.average(schools.outcome, weights=some)))
        for year, name, level, group, value in self.world.records.indicators[-200:]:
            if year == self.world.calendar:
                self.figures.setdefault((name, level, group), []).append(value)
        self.outside.append(100.0 * self.world.records.flows["pupils_outside"] / pupils.sum())


def poorest(world: World) -> Mask:
    """Return the third of neighbourhoods with the lowest incomes now [neighbourhood]."""
    n = world.neighbourhoods
    mean = n.rank_sum / np.maximum(n.households, 1)
    return np.asarray(mean <= np.quantile(mean, 1 / 3))


def neediest(world: World) -> Mask:
    """Return the schools with the lowest outcomes now, with 30 % of the pupils [school]."""
    schools = world.schools
    pupils = schools.pupils.sum(axis=1)
    order = np.argsort(schools.outcome)
    chosen = np.zeros(schools.room, bool)
    chosen[order[np.cumsum(pupils[order]) <= 0.3 * pupils.sum()]] = True
    return chosen


def one_sided(world: World) -> Mask:
    """Return where one building type or tenure has most of the stock now [neighbourhood]."""
    stock = world.neighbourhoods.stock
    most = np.maximum(stock.sum(axis=1).max(axis=1), stock.sum(axis=2).max(axis=1))
    return np.asarray(most >= 0.6 * stock.sum(axis=(1, 2)))


def small_homes(world: World) -> Mask:
    """Return where flats prevail and few families live now [neighbourhood]."""
    types = world.neighbourhoods.stock.sum(axis=1)
    flats = types[:, 1:].sum(axis=1) >= 0.6 * types.sum(axis=1)
    return np.asarray(flats & (family_share(world) < 0.2))


def old_social(world: World) -> int:
    """Return the social dwellings of 1960-1999 that stand."""
    d, rows = world.dwellings, world.dwelling_rows
    old = (d.standing[:rows] == 1) & (d.built[:rows] >= 1960) & (d.built[:rows] < 2000)
    return int(np.count_nonzero(old & (d.tenure[:rows] == Tenure.SOCIAL_RENT)))


def entropy(run: "Run") -> float:
    """Return the mean entropy of building type × tenure where one of them prevailed, in percent."""
    stock = run.world.neighbourhoods.stock[run.one_sided].reshape(-1, 12)
    share = stock / stock.sum(axis=1, keepdims=True)
    return -100.0 * float((share * logs(np.maximum(share, 1e-12))).sum(axis=1).mean())


def families(run: "Run") -> float:
    """Return the share of households with children where flats and few families were, %."""
    share, homes = family_share(run.world), run.world.neighbourhoods.households
    return 100.0 * float(np.average(share[run.small_homes], weights=homes[run.small_homes]))


def lived_in(run: "Run") -> float:
    """Return the dwellings that are not vacant, %."""
    n = run.world.neighbourhoods
    return 100.0 - 100.0 * float(n.vacant.sum() / n.stock.sum())


def vacant_elsewhere(run: "Run") -> float:
    """Return the dwellings off the site that are vacant, %."""
    n, off = run.world.neighbourhoods, ~run.site
    return 100.0 * float(n.vacant[off].sum() / n.stock[off].sum())


def price_level(run: "Run") -> float:
    """Return the mean price of new dwellings by owner homes, log points."""
    n = run.world.neighbourhoods
    price = 100.0 * logs(n.price[np.arange(n.room), n.building_type])
    return float(np.average(price, weights=n.stock[:, Tenure.OWNER].sum(axis=1)))


def apart(run: "Run", group: int) -> float:
    """Return how far catchments hold pupils apart at the end (100 eta²).

    The group is 0 for language, 1 for low income.
    """
    world = run.world
    pupils, groups = pupils_at_home(world)
    load, members = np.zeros(world.schools.room, int), np.zeros((world.schools.room, 2), int)
    np.add.at(load, world.neighbourhoods.school, pupils)
    np.add.at(members, world.neighbourhoods.school, groups)
    return 100.0 * float(separation(load, members)[group])


def catchment_way(run: "Run") -> float:
    """Return the mean way of pupils to the school of their catchment at the end, km."""
    n = run.world.neighbourhoods
    km = kilometres_to_schools(run.world)[np.arange(n.room), n.school]
    return float(np.average(km, weights=pupils_at_home(run.world)[0]))


def school_dissimilarity(column: Callable[[World], NDArray[np.int64]]) -> Observable:
    """Return the dissimilarity of a group of pupils from the rest over schools, %."""

    def measure(run: "Run") -> float:
        group, everybody = column(run.world), run.world.schools.pupils.sum(axis=1)
        table = np.stack([everybody - group, group], axis=1)
        return 100.0 * float(dissimilarity(table, group=1))

    return measure


LANGUAGE_APART = school_dissimilarity(lambda world: world.schools.pupils[:, 1])
INCOME_APART = school_dissimilarity(lambda world: world.schools.low_income)


def completed_share(tenure: Tenure) -> Observable:
    """Return the share of a tenure in all completions, %."""
    return lambda run: 100.0 * float(run.completed[tenure] / run.completed.sum())


def dwellings(where: Callable[["Run"], Mask]) -> Observable:
    """Return the dwellings in some neighbourhoods at the end."""
    return lambda run: float(run.world.neighbourhoods.stock.sum(axis=(1, 2))[where(run)].sum())


def flow(name: str, sign: float = 1.0) -> Observable:
    """Return a flow of households or dwellings over the run."""
    return lambda run: sign * run.flows.get(name, 0.0)


def moved_in(run: "Run", tenure: Tenure) -> NDArray[np.int64]:
    """Return the households that moved into a tenure during the run, rows."""
    h, rows = run.world.households, run.world.household_rows
    inside = (h.status[:rows] == Status.HOUSED) & (h.tenure[:rows] == tenure)
    return np.flatnonzero(inside & (h.moved[:rows] > 0))


def foreign_tenants(run: "Run") -> float:
    """Return the foreign-language share of who moved into private rental, %."""
    language = run.world.households.language[moved_in(run, Tenure.PRIVATE_RENT)]
    return 100.0 * float((language == 1).mean())


def poverty(run: "Run") -> float:
    """Return 1 − the mean income rank of who moved into social rental."""
    return 1.0 - float(run.world.households.rank[moved_in(run, Tenure.SOCIAL_RENT)].mean()) / 65535


def strain(run: "Run") -> float:
    """Return the low-income tenants whose housing costs are paid on time, %."""
    h = run.world.households
    rows = tenants(run.world)
    rows = rows[h.income_class[rows] == 0]
    return 100.0 * float((h.arrears[rows] == 0).mean())


def attachment(run: "Run") -> float:
    """Return the mean attachment in the neighbourhoods that were poorest at the start."""
    h, rows = run.world.households, run.world.household_rows
    housed = np.flatnonzero(h.status[:rows] == Status.HOUSED)
    return float(h.attachment[housed[run.poor[h.neighbourhood[housed]]]].mean())


def reputation(run: "Run") -> float:
    """Return the mean reputation of the neighbourhoods that were poorest at the start, sd."""
    return float(run.world.neighbourhoods.reputation[run.poor].mean())


def price_of_poor(run: "Run") -> float:
    """Return owner prices there against the rest of the city at the end, log points."""
    return against_the_rest(run, run.poor)


def price_near(run: "Run") -> float:
    """Return owner prices near the stops against the rest of the city at the end, log points."""
    return against_the_rest(run, run.near)


def against_the_rest(run: "Run", near: Mask) -> float:
    """Return owner prices in some neighbourhoods against the others' at the end, log points."""
    n = run.world.neighbourhoods
    price = 100.0 * logs(n.price[np.arange(n.room), n.building_type])
    homes = n.stock[:, Tenure.OWNER].sum(axis=1)
    far = ~near
    return float(
        np.average(price[near], weights=homes[near]) - np.average(price[far], weights=homes[far])
    )


def figure(name: str, level: str, group: str, factor: float = 100.0) -> Observable:
    """Return the mean of an indicator over the second half of the run, % unless said."""

    def measure(run: "Run") -> float:
        values = run.figures[name, level, group]
        return factor * fmean(values[len(values) // 2 :])

    return measure


def skill(run: "Run") -> float:
    """Return the mean skill of foreign-language households in the domestic languages, %."""
    h = run.world.households
    return 100.0 * float(h.skill[(h.status == Status.HOUSED) & (h.language == 1)].mean())


def learning(run: "Run") -> float:
    """Return what children under 7 have learnt where incomes were lowest at the start, sd."""
    h = run.world.households
    young = ((h.children > 0) & (h.children <= 7)).any(axis=1) & (h.status == Status.HOUSED)
    learnt = h.learning[young & run.poor[h.neighbourhood]].astype(float)
    return float((learnt.mean() - 128.0) / 32.0)


OBSERVABLES: dict[str, dict[str, Observable]] = {
    "tenure_mixing": {
        f"{TENURES[tenure]} in completions, %": completed_share(tenure)
        for tenure in (Tenure.SOCIAL_RENT, Tenure.RIGHT_OF_OCCUPANCY)
    },
    "infill": {
        "dwellings": dwellings(lambda run: np.ones(run.poor.size, bool)),
        "dwellings in the poorest third": dwellings(lambda run: run.poor),
        "dwellings elsewhere": dwellings(lambda run: ~run.poor),
    },
    "tram": {
        "minutes saved within 800 m": lambda run: -float(run.access[run.near].mean()),
        "price within 800 m, log points": price_near,
    },
    "school_investment": {
        "resources, 1,000 EUR a pupil": lambda run: fmean(run.resources),
        "outcome, all schools": lambda run: fmean(run.outcomes),
        "outcome, neediest at the start": lambda run: fmean(run.needy_outcomes),
    },
    "catchment_redraw": {
        "− eta² of catchments, language, %": lambda run: -apart(run, 0),
        "− eta² of catchments, low income, %": lambda run: -apart(run, 1),
        "way to the catchment school, km": catchment_way,
        "− D of schools, language, %": lambda run: -LANGUAGE_APART(run),
        "− D of schools, low income, %": lambda run: -INCOME_APART(run),
    },
    "choice_regime": {
        "pupils outside their catchment, %": lambda run: fmean(run.outside),
        "D of schools, language, %": LANGUAGE_APART,
        "D of schools, low income, %": INCOME_APART,
    },
    "anti_discrimination": {"foreign among new private tenants, %": foreign_tenants},
    "renovation_finance": {"dwellings renovated": flow("renovated")},
    "company_clubs": {
        "dwellings renovated": flow("renovated"),
        "attachment, poorest third": attachment,
    },
    "housing_social_work": {"evictions (less than 0)": flow("evictions", -1.0)},
    "ara_allocation": {"1 − rank, new social tenants": poverty},
    "tenant_support": {"poor tenants without arrears, %": strain},
    "community_developers": {"attachment, poorest third": attachment},
    "safety": {"reputation, poorest third": reputation},
    "centre_regeneration": {
        "reputation, poorest third": reputation,
        "price, poorest third, log points": price_of_poor,
    },
    "reputation_campaign": {"price, poorest third, log points": price_of_poor},
    "area_programme": {
        "attachment, poorest third": attachment,
        "reputation, poorest third": reputation,
    },
    "small_measure": {"reputation, poorest third": reputation},
    "integration_employment": {
        "skill, foreign-language, %": skill,
        "foreign-language adults in work, %": figure("employment_share", "city", "foreign"),
        "income, foreign against domestic, %": figure("income_ratio", "city", "foreign"),
        "exits from low incomes, foreign, %": figure("exit_rate", "city", "foreign"),
    },
    "weighted_classes": {
        "pupils in weighted classes, %": figure("weighted_share", "school", "all"),
        "D of schools, language, %": figure("dissimilarity", "school", "language"),
        "D of schools, low income, %": figure("dissimilarity", "school", "income_low_rest"),
        "D of classes, language, %": figure("dissimilarity", "class", "language"),
        "D of classes, low income, %": figure("dissimilarity", "class", "income_low_rest"),
        "opt-out, low-status catchments, %": figure("opt_out_share", "school", "low_status"),
    },
    "early_investment": {
        "learning under 7, poorest third, sd": learning,
        "− gap at school start, language, sd": figure("learning_gap", "city", "language", -1.0),
    },
    "demolition_renewal": {
        "social homes of 1960-1999 gone": lambda run: run.old_social - old_social(run.world),
        "households that had to move": flow("displaced_settled"),
        "of them homeless at the year's end": flow("displaced_homeless"),
        "into poorer districts": flow("displaced_lower"),
    },
    "shrink_adaptation": {
        "lived in, %": lived_in,
        "schools closed": lambda run: float((run.world.schools.capacity == 0).sum()),
        "price, log points": price_level,
    },
    "brownfield": {
        "dwellings in the district": dwellings(lambda run: run.site),
        "chain moves": flow("chain_moves"),
        "vacant elsewhere, %": vacant_elsewhere,
        "− price there, log points": lambda run: -against_the_rest(run, run.site),
    },
    "stock_diversification": {
        "entropy of stock, one-sided places": entropy,
        "families where few were, in flats, %": families,
    },
}  # fmt: skip


def runs_of(
    city: list[str], seed: int, years: int, folder: Path, kinds: list[str]
) -> list[dict[str, object]]:
    """Run one seed under every policy and intensity, and return a row for each value."""
    common = [*city, f"seed={seed}", f"years={years}"]
    settled = folder / f"{seed}.npz"
    settle(single(common), settled)
    stops = np.array(single([*common, *POLICIES["tram"]]).policies[LINE].stops)  # type: ignore[attr-defined]
    without = Run(SegregationModel(single(common), settled), years, stops)
    rows: list[dict[str, object]] = []
    for policy in kinds:
        chosen = POLICIES[policy]
        name = LINE if policy == "tram" else policy
        for intensity in INTENSITIES:
            levers = [*common, *chosen, f"policy.{name}.intensity={intensity}"]
            run = (
                Run(SegregationModel(single(levers), settled), years, stops)
                if intensity > 0.0
                else without
            )
            rows += [
                {"policy": policy, "what": what, "intensity": intensity, "value": measure(run)}
                for what, measure in OBSERVABLES[policy].items()
            ]
        print(f"seed {seed}: {policy} done", flush=True)
    return [{"seed": seed, **row} for row in rows]


def main() -> None:
    """Run everything in this process and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--city", default="tampere")
    parser.add_argument("--driver", default="baseline")
    parser.add_argument("--seeds", default="1-4")
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--policies", default=",".join(POLICIES))
    options = parser.parse_args()
    city = [f"city={options.city}", f"driver={options.driver}"]
    first, last = (int(part) for part in options.seeds.split("-"))
    with TemporaryDirectory() as folder:
        rows = [
            row
            for seed in range(first, last + 1)
            for row in runs_of(city, seed, options.years, Path(folder), options.policies.split(","))
        ]
    report(pd.DataFrame(rows))


def report(values: pd.DataFrame) -> None:
    """Print means by intensity, the paired gain with its standard error, and the verdict."""
    print(
        f"{'policy':20} {'observable':36} {'0':>11} {'.5':>11} {'1':>11} {'gain':>10} {'s.e.':>9}"
    )
    for (policy, what), part in values.groupby(["policy", "what"], sort=False):
        table = part.pivot_table(index="seed", columns="intensity", values="value")
        means = table.mean().tolist()
        gains = (table[1.0] - table[0.0]).tolist()
        gain, error = fmean(gains), stdev(gains) / len(gains) ** 0.5
        passed = means[0] < means[1] < means[2] and gain > 2.0 * error
        figures = " ".join(f"{mean:11.3f}" for mean in means)
        verdict = "moves it" if passed else "does NOT move it"
        print(f"{policy:20} {what:36} {figures} {gain:10.3f} {error:9.4f}  {verdict}")


if __name__ == "__main__":
    main()

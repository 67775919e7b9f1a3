"""The full model by size: time, time of each process, memory; a country; two threads.

Every city is a process of its own on one thread. It settles, lives a year that is not counted, and
then years on call: cities take turns, so that a change in the machine's speed meets all of them.
Small ones live two years at a turn, as their first would begin with a cold cache. Memory is that of
the whole process, libraries and all. Processor time is told where it is not the wall time: the
machine then had other work.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from statistics import median

from living import City, Year
from rows import Pair, Row, spoken

SIZES = {10_000: 2, 100_000: 2, 1_000_000: 2, 3_000_000: 1}
"""Years at a turn by number of households."""
TURNS = 5
YEAR = {1_000_000: 1.0, 3_000_000: 3.5}
"""Seconds that a year may take, by number of households."""
GROWTH, BYTES, FASTER = 1.15, 400.0, 1.4
"""Of the time for a household from 100,000 to 3,000,000; memory for one; of two threads."""
COUNTRY, AHEAD = 2_800_000, 30
"""Households of Finland, and years to simulate."""
COUNTRY_SECONDS, RELOCATION_SECONDS = 120.0, 30.0
POLICIES = "policy=[tenure_mixing,infill,tram,school_investment]"
MORE = {
    "Tampere": ["city=tampere"],
    "100,000 households, four policies": ["city=grid", "city.households=100000", POLICIES],
    "1,000,000 households, four policies": ["city=grid", "city.households=1000000", POLICIES],
}
"""Cities beside those of the grid without a policy."""


def measure(
    sizes: Mapping[int, int] = SIZES,
    turns: int = TURNS,
    more: Mapping[str, Sequence[str]] = MORE,
    threaded: int = 1_000_000,
) -> list[Row]:
    """Return the rows of all sizes, of the country, of other cities and of two threads."""
    with ExitStack() as stack:
        cities = {n: stack.enter_context(City(grid(n))) for n in sizes}
        others = {name: stack.enter_context(City(given)) for name, given in more.items()}
        for _ in range(turns):
            for n, city in cities.items():
                city.count(sizes[n])
            for city in others.values():
                city.count(2)
    rows = [row for n, city in cities.items() for row in rows_of(n, city)]
    rows += [year_row(f"a year of {name}", city) for name, city in others.items()]
    small, large = 100_000, max(cities)
    if small < large and small in cities:
        rows.append(growth(cities[small], cities[large], sizes[small], sizes[large]))
    return [*rows, *country(cities[large]), threads(threaded, turns)]


def grid(households: int) -> list[str]:
    """Return a city of the grid as it is asked for."""
    return ["city=grid", f"city.households={households}"]


def year_row(what: str, city: City, most: float | None = None) -> Row:
    """Return the time of a median year; beside it that of the processor."""
    wall = median(year.wall for year in city.years)
    busy = median(year.processor for year in city.years)
    wanted = "" if most is None else f"≤ {most} s"
    holds = None if most is None else wall <= most
    beside = f"processor {spoken(busy)}"
    return Row(f"{what}, wall time", spoken(wall), beside, wanted=wanted, holds=holds)


def rows_of(size: int, city: City) -> list[Row]:
    """Return what a size takes: a year, its processes, memory, and the way to its first year."""
    name, last = f"{size:,} households", city.years[-1]
    each = median(year.each for year in city.years)
    most, now = last.peak / last.households, last.resident / last.households
    bounded = size == max(SIZES)
    return [
        year_row(f"a year of {name}", city, YEAR.get(size)),
        Row(f"a year of {name}, for each", f"{1e9 * each:.0f} ns"),
        Row(f"a year of {name}, ns for each by process", by_process(city.years)),
        Row(f"synthesis and burn-in of {name}", spoken(city.settled.wall)),
        Row(
            f"memory of {name}, for each, libraries and all",
            f"at most {most:,.0f} B, {now:,.0f} B after the last year",
            f"{most * last.households / 1e6:,.0f} MB in all",
            wanted=f"≤ {BYTES:.0f} B" if bounded else "",
            holds=most <= BYTES if bounded else None,
        ),
    ]


def by_process(years: Sequence[Year]) -> str:
    """Return the median time of each process for a household, ns, the longest first."""
    took = {
        name: 1e9 * median(year.processes[name] / year.households for year in years)
        for name in years[0].processes
        if name != "settle"
    }
    ordered = sorted(took.items(), key=lambda item: -item[1])
    return ", ".join(f"{name} {ns:.0f}" for name, ns in ordered if ns >= 0.5)


def growth(small: City, large: City, few: int, many: int) -> Row:
    """Return by what the time for a household grows, turn by turn."""

    def by_turn(city: City, count: int) -> list[float]:
        starts = range(0, len(city.years), count)
        return [median(year.each for year in city.years[k : k + count]) for k in starts]

    pair = Pair(by_turn(small, few), by_turn(large, many))
    ours, theirs = (f"{1e9 * median(times):.0f} ns" for times in (pair.theirs, pair.ours))
    sizes = (f"{round(city.settled.households, -3):,}" for city in (large, small))
    what = "a year for a household among {} beside one among {}".format(*sizes)
    holds = pair.ratio <= GROWTH
    return Row(what, ours, theirs, pair.ratio, pair.spread, f"≤ {GROWTH}", holds)


def country(city: City) -> list[Row]:
    """Return how long Finland takes, by the times for a household of the largest city."""
    each = median(year.each for year in city.years)
    moving = median(year.processes["clear_market"] / year.households for year in city.years)
    settling = city.settled.wall / city.settled.households
    whole, relocation = COUNTRY * (settling + AHEAD * each), COUNTRY * AHEAD * moving
    name = f"{AHEAD} years of {COUNTRY:,} households (Finland)"
    return [
        Row(
            f"{name}, with synthesis and burn-in",
            f"{whole:.0f} s",
            wanted=f"< {COUNTRY_SECONDS:.0f} s",
            holds=whole < COUNTRY_SECONDS,
        ),
        Row(
            f"{name}, relocation alone (clear_market)",
            f"{relocation:.1f} s",
            wanted=f"< {RELOCATION_SECONDS:.0f} s",
            holds=relocation < RELOCATION_SECONDS,
        ),
    ]


def threads(households: int, turns: int) -> Row:
    """Return how much faster two threads are than one: two equal cities live in turn."""
    with City(grid(households), threads=2) as two, City(grid(households)) as one:
        for turn in range(2 * turns):
            for city in (two, one) if turn % 2 == 0 else (one, two):
                city.count(1)
        same = two.digest() == one.digest()
    pair = Pair(*([year.wall for year in city.years] for city in (two, one)))
    ours, theirs = (spoken(median(times)) for times in (pair.ours, pair.theirs))
    digests = "equal digests" if same else "OTHER DIGESTS"
    what = f"a year of {households:,} households, two threads beside one ({digests})"
    holds = same and pair.ratio >= FASTER
    return Row(what, ours, theirs, pair.ratio, pair.spread, f"≥ {FASTER}", holds)

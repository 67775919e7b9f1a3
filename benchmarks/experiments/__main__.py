"""Runs the studies of the deck's hypotheses and first experiments, and says what they show.

    python benchmarks/experiments [study ...] [key=value ...] [--no-run] [--write]
        [--results results]

Runs what is missing of the studies named (default: all ten) into results/<study>, those of several
cities into results/<study>/city=<city>, and prints their contrasts as Markdown, seed by seed
paired, with 90 % intervals. Overrides make trial runs, which want a results folder of their own:
`years=6 replications=2 city.households=4000 --results trial`. ``--write`` puts the tables into the
README of each study.
"""

import argparse
import sys
from pathlib import Path
from time import perf_counter

from asking import Experiment
from hypotheses import HYPOTHESES
from measures import MEASURES
from page import write

import segsim
from segsim.study.results import Results
from segsim.study.table import heading_of_runs

EXPERIMENTS: dict[str, Experiment] = {**HYPOTHESES, **MEASURES}
ROOT = Path(__file__).parents[2]


def folders(name: str, results: Path) -> dict[str, Path]:
    """Return the results folder of a study for each city; "" is its own city."""
    cities = EXPERIMENTS[name].cities
    out = results / name
    return {city: out / f"city={city}" for city in cities} if cities else {"": out}


def obtained(name: str, options: argparse.Namespace) -> dict[str, Results]:
    """Run what is missing of a study and return its results by city."""
    found = {}
    for city, folder in folders(name, options.results).items():
        if options.no_run:
            found[city] = segsim.load(folder)
        else:
            chosen = [f"city={city}"] if city else []
            found[city] = segsim.run([f"study={name}", *chosen, *options.overrides], out=folder)
    return found


def block(name: str, cities: dict[str, Results]) -> str:
    """Return what a study shows as Markdown."""
    first = next(iter(cities.values()))
    places = ", ".join(results.study.city for results in cities.values())
    end = first.study.start_year + first.study.years
    lines = [
        f"{places}; year {end}; {len(first.study.seeds)} pairs of runs"
        f"{' a city' if len(cities) > 1 else ''}; behaviour {', '.join(first.study.behaviours)}. "
        "Means over seeds with 90 % intervals, in bold where the interval excludes zero: of twenty "
        "that are zero in truth two do so by chance.",
        *(line for results in cities.values() for line in heading_of_runs(results)),
        *EXPERIMENTS[name].ask(cities),
    ]
    return "\n\n".join(lines)


def main() -> None:
    """Run, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", metavar="study or key=value")
    parser.add_argument("--results", type=Path, default=Path("results"))
    parser.add_argument("--no-run", action="store_true", help="read what is there")
    parser.add_argument("--write", action="store_true", help="write the tables into the READMEs")
    options = parser.parse_args()
    options.overrides = [word for word in options.what if "=" in word]
    names = [word for word in options.what if "=" not in word] or list(EXPERIMENTS)
    unknown = [name for name in names if name not in EXPERIMENTS]
    if unknown:
        parser.error(f"no study {', '.join(unknown)}; there are {', '.join(EXPERIMENTS)}")
    if options.write and options.overrides:
        parser.error("--write: READMEs tell of the studies as they are; without overrides")
    for name in names:
        start = perf_counter()
        cities = obtained(name, options)
        print(f"{name}: {perf_counter() - start:.0f} s", file=sys.stderr)
        text = block(name, cities)
        print(f"\n## {name}\n\n{text}", flush=True)
        if options.write:
            write(ROOT / "experiments" / name / "README.md", text)


if __name__ == "__main__":
    main()

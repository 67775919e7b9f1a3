"""What every row of the source deck comes to in segsim: runs both sides of each row, writes a page.

    python benchmarks/source_systems.py [--seeds 1-6] [--households 40000] [--rows 4.1,17.3]

Reads `docs/source-systems.yaml`, runs each row with its measure, driver or mechanism and without,
in pairs of one seed, and writes `docs/source-systems.md`: what was found, with the 90 % interval of
the paired difference. With `--rows` it prints these rows and writes nothing.
"""

import argparse
import multiprocessing
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import fmean, stdev
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import yaml

from segsim.model import SegregationModel, settle
from segsim.study.plan import single
from segsim.study.student import quantile

DOCS = Path(__file__).parents[1] / "docs"
MAP, PAGE = DOCS / "source-systems.yaml", DOCS / "source-systems.md"
YEARS = 10
TYPES = {
    "P": "policy", "M": "mechanism", "S": "driver", "C": "city content", "O": "observation",
    "N": "no mechanism",
}  # fmt: skip

type Overrides = tuple[str, ...]
type Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the deck and what stands for it."""

    row: str
    type: str
    item: str
    by: str = ""
    touches: str = ""
    run: Overrides = ()
    without: Overrides = ()
    observe: str = ""
    note: str = ""
    why: str = ""

    @property
    def compares(self) -> bool:
        """Whether there is something to run: rows N have nothing."""
        return self.type != "N"

    @property
    def command(self) -> str:
        """The command that runs it at full scale."""
        return "segsim run " + " ".join(quoted(text) for text in complete(self.run))


def quoted(text: str) -> str:
    """Return an override as a shell takes it."""
    return f"'{text}'" if set(text) & set("[]() ") else text


def complete(overrides: Overrides) -> Overrides:
    """Return overrides with the city and the horizon that are meant where none is named."""
    names = {text.split("=")[0] for text in overrides}
    city = () if "city" in names else ("city=tampere",)
    years = () if "years" in names else (f"years={YEARS}",)
    return (*city, *overrides, *years)


def rows() -> list[Row]:
    """Return every row of the map, in its order."""
    return [Row(**_tuples(content)) for content in yaml.safe_load(MAP.read_text("utf-8"))]


def _tuples(content: dict[str, Any]) -> dict[str, Any]:
    """Return the content of a row with tuples for lists, texts for keys."""
    lists = {key: tuple(value) for key, value in content.items() if isinstance(value, list)}
    return {**content, **lists}


@dataclass(frozen=True)
class Outcome:
    """What a run has recorded."""

    indicators: pd.DataFrame
    areas: pd.DataFrame

    @cached_property
    def series(self) -> dict[str, "pd.Series[float]"]:
        """Values by year of every indicator, by indicator/level/group."""
        keys = ["indicator", "level", "group"]
        groups = self.indicators.groupby(keys, sort=False)
        return {"/".join(key): part.set_index("year")["value"] for key, part in groups}

    def value(self, observe: str) -> float:
        """Return an observable of the map.

        Raises
        ------
        KeyError
            When the run has recorded nothing of that name.
        """
        how, _, what = observe.rpartition(" ")
        if how in ("area", "mean area"):
            return self._of_districts(what, whole=how == "mean area")
        series = self.series[what]
        if how == "sum":
            return float(series.sum())
        return float(series.mean() if how == "mean" else series.iloc[-1])

    def _of_districts(self, what: str, *, whole: bool) -> float:
        column, _, districts = what.partition("@")
        year = self.areas["year"]
        then = self.areas[year > year.min() if whole else year == year.max()]
        here = then[then["district"].isin(districts.split("+")) & then[column].notna()]
        if here.empty:
            raise KeyError(districts)
        if column == "dwellings":
            return float(here[column].sum())
        return float(np.average(here[column], weights=here["households"]))


def outcome(overrides: Overrides, seed: int, households: int | None, folder: Path) -> Outcome:
    """Run a city and return what it has recorded; cities of one seed settle once."""
    texts = [*complete(overrides), f"seed={seed}"]
    if households and not {"city=shrinking", "city=grid"} & set(texts):
        texts.append(f"city.households={households}")
    spec = single(texts)
    settled = folder / f"{spec.burn_in_key()}.npz"
    if not settled.exists():
        settle(spec, settled)
    model = SegregationModel(spec, settled).run()
    return Outcome(model.indicators, model.areas)


def both(row: Row, seed: int, households: int | None, folder: Path) -> tuple[float, float]:
    """Return the observable with the row's measure, driver or mechanism, and without."""
    with_, without = (
        outcome(overrides, seed, households, folder).value(row.observe)
        for overrides in (row.run, row.without)
    )
    return with_, without


def figures(wanted: set[str], overrides: Overrides, seed: int, size: int, folder: str) -> Figures:
    """Return several observables of one run."""
    found = outcome(overrides, seed, size, Path(folder))
    return {observe: found.value(observe) for observe in wanted}


def all_runs(
    chosen: Iterable[Row], seeds: list[int], size: int, workers: int
) -> dict[tuple[Overrides, int], Figures]:
    """Run each side of the rows once a seed, shared among processes."""
    wanted: dict[Overrides, set[str]] = {}
    for row in chosen:
        for overrides in (row.run, row.without):
            wanted.setdefault(complete(overrides), set()).add(row.observe)
    context = multiprocessing.get_context("spawn")
    with TemporaryDirectory() as folder, ProcessPoolExecutor(workers, context) as pool:
        tasks = {
            (overrides, seed): pool.submit(figures, names, overrides, seed, size, folder)
            for seed in seeds
            for overrides, names in sorted(wanted.items())
        }
        return {key: task.result() for key, task in tasks.items()}


def found(row: Row, runs: dict[tuple[Overrides, int], Figures], seeds: list[int]) -> str:
    """Return what a row's runs have shown, as the page has it."""
    pairs = [
        [runs[complete(side), seed][row.observe] for side in (row.run, row.without)]
        for seed in seeds
    ]
    gains = [on - off for on, off in pairs if np.isfinite(on - off)]
    with_ = number(fmean(on for on, _ in pairs))
    if len(gains) < 2:
        return f"{with_}; nothing to compare with"
    middle = fmean(gains)
    half = quantile(0.95, len(gains) - 1) * stdev(gains) / len(gains) ** 0.5
    clear = "" if abs(middle) > half else "; **not told apart**"
    return f"{with_}; {number(middle, sign=True)} ± {number(half)}{clear}"


def number(value: float, *, sign: bool = False) -> str:
    """Return a figure with three digits that count."""
    if abs(value) >= 1000.0:
        return f"{value:{'+' if sign else ''},.0f}".replace(",", " ")
    return f"{value:{'+' if sign else ''}.3g}"


def page(chosen: list[Row], runs: dict[tuple[Overrides, int], Figures], seeds: list[int]) -> str:
    """Return the page: a section for the rows that run, one for those that cannot."""
    lines = [HEAD.format(seeds=len(seeds), first=seeds[0], last=seeds[-1])]
    for row in chosen:
        if row.compares:
            lines += [
                f"### {row.row} {row.item}",
                "",
                f"{TYPES[row.type].capitalize()}: {row.by}. Touches {row.touches}.",
                "",
                "```",
                row.command,
                "```",
                "",
                f"`{row.observe}`, against {against(row)}: {found(row, runs, seeds)}.",
                "",
            ]
            lines += [f"{row.note}\n"] if row.note else []
    lines += ["## Content that is no mechanism", ""]
    lines += [f"- **{row.row} {row.item}.** {row.why}" for row in chosen if not row.compares]
    return "\n".join(lines) + "\n"


def against(row: Row) -> str:
    """Return what a row is compared with."""
    same = set(row.run) & set(row.without)
    other = [text for text in row.without if text not in same]
    return " ".join(f"`{text}`" for text in other) if other else "the same run without it"


HEAD = """# The source deck, row by row

Written by `python benchmarks/source_systems.py` from `docs/source-systems.yaml`; tests check that
no row is missing, that every command runs and that both sides differ. Numbers are those of the
deck's table (17.13 is the thirteenth item of slide 17).

A command runs a whole city. The figures are of cities of 40,000 households ({seeds} seeds,
{first} to {last}; the grid and the shrinking town as they are), ten years unless the command says
otherwise: the mean of the observable in the run, then its difference from the other side with the
90 % interval of paired runs. *Not told apart* means that the interval holds zero: that is a finding
about effects of this size, not of none.
"""


def main() -> None:
    """Run all rows, or those asked for, and write or print the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="1-6")
    parser.add_argument("--households", type=int, default=40_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rows", default="")
    options = parser.parse_args()
    first, last = (int(part) for part in options.seeds.split("-"))
    seeds = list(range(first, last + 1))
    asked = set(options.rows.split(",")) - {""}
    chosen = [row for row in rows() if not asked or row.row in asked]
    runs = all_runs(
        [row for row in chosen if row.compares], seeds, options.households, options.workers
    )
    if asked:
        for row in chosen:
            print(row.row, row.item, "-", found(row, runs, seeds) if row.compares else row.why)
        return
    PAGE.write_text(page(chosen, runs, seeds), encoding="utf-8")


if __name__ == "__main__":
    main()

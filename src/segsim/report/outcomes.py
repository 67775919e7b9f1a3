"""Outcomes by group: which there are, which way is better, and for whom they become so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from segsim.report.facts import Effect, Facts, effect_of
from segsim.report.tables import Cell, plain
from segsim.study.figures.winners import ordered
from segsim.study.figures.wording import group_name, index_title, listed
from segsim.study.labels import KEYS, Key
from segsim.study.results import Results
from segsim.texts import Words, lowered

NOBODY = ("all", "language")
"""Groups that are everybody, or a gap between groups: they are not named."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """An indicator by group: at which level it stands, and which way is better for the group."""

    indicator: str
    better: int  # 1 where more is better for the group, −1 where less is
    level: str = "city"
    points: bool = False  # a share, whose changes are percentage points
    digits: int = 1

    @property
    def scale(self) -> float:
        """What values are multiplied by to be read."""
        return 100.0 if self.points else 1.0

    def unit(self, said: Words) -> str:
        """Return the unit of changes, "" where there is none."""
        if self.points:
            return said("report.groups.points")
        key = f"indices.{self.indicator}.unit"
        return said(key) if key in said else ""

    def among(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of this outcome; none where it was not recorded."""
        return table[(table["indicator"] == self.indicator) & (table["level"] == self.level)]

    def cells(self, rows: pd.DataFrame, group: str, facts: Facts, said: Words) -> list[Cell]:
        """Return the change in one group, a cell a scenario."""
        key = Key(self.indicator, self.level, group, self.indicator)
        mine = rows[rows["group"] == group]
        of = {str(row["scenario"]): effect_of(key, row) for _, row in mine.iterrows()}
        return [change(of.get(name), self.scale, self.digits, said) for name in facts.others]


PREVENTION = (Outcome("neighbourhood_low_income", -1, points=True),)
"""What changes where groups live, beside the indices of the comparison."""
DRAWN = (
    Outcome("housing_cost_share", -1, points=True, digits=2),
    Outcome("left_after_housing", 1, digits=0),
    Outcome("utility", 1, digits=4),
)
"""Outcomes by quintile of income and by language, a figure each."""
MITIGATION = (
    Outcome("employment_share", 1, points=True, digits=2),
    Outcome("dropout", -1, "school", points=True, digits=2),
    Outcome("outcome", 1, "school", digits=3),
    Outcome("outcome_gap", -1, "school", digits=3),
    Outcome("learning_gap", -1, digits=3),
    Outcome("child_hardship", -1, points=True, digits=2),
    Outcome("access_minutes", -1, digits=2),
    Outcome("school_outcome", 1, digits=3),
    Outcome("homeless_share", -1, points=True, digits=3),
    Outcome("evictions_per_1000_tenants", -1, digits=2),
)
"""Outcomes at given segregation that were recorded, rows of a table."""


def compared(results: Results, facts: Facts) -> pd.DataFrame:
    """Return the differences of the year in every outcome that was recorded."""
    names = [one.indicator for one in (*PREVENTION, *DRAWN, *MITIGATION)]
    only: dict[str, list[object]] = {
        "indicator": list(names),
        "level": ["city", "school"],
        "year": [facts.year],
    }
    table = results.compare(indicators=results.table("indicators", only=only))
    return table[table["behaviour"] == facts.behaviour]


def change(effect: Effect | None, scale: float, digits: int, said: Words) -> Cell:
    """Return an effect with its interval; one that can be told from none is set off."""
    if effect is None:
        return Cell("–")
    numbers = said.numbers
    return Cell(
        numbers.number(scale * effect.estimate, digits, sign=True),
        plain(effect.estimate),
        numbers.interval(scale * effect.low, scale * effect.high, digits, sign=True),
        strong=effect.direction != 0,
    )


def row_title(outcome: Outcome, group: str, said: Words) -> Cell:
    """Return what a row of the table is about: the outcome, then whose, and in which unit."""
    who = "" if group in NOBODY else group_name(group, said)
    note = ", ".join(filter(None, (who, outcome.unit(said))))
    return Cell(index_title(outcome.indicator, said), note=note)


def gains(outcome: Outcome, rows: pd.DataFrame, facts: Facts, said: Words) -> str:
    """Say for whom each scenario makes things better and for whom worse, where that is certain."""
    sentences = list(_verdicts(outcome, rows, facts.others, said))
    return " ".join(sentences) if sentences else said("report.groups.nobody")


def _verdicts(
    outcome: Outcome, rows: pd.DataFrame, scenarios: Sequence[str], said: Words
) -> Iterator[str]:
    for scenario in scenarios:
        mine = rows[rows["scenario"] == scenario]
        of = {str(row["group"]): effect_of(KEYS[0], row) for _, row in mine.iterrows()}
        parts = []
        for verdict, sign in (("better", 1), ("worse", -1)):
            told_apart = [g for g in ordered(of) if g not in NOBODY]
            names = [g for g in told_apart if of[g].direction * outcome.better == sign]
            if names:
                told = [lowered(group_name(name, said)) for name in names]
                parts.append(said(f"report.groups.{verdict}", names=listed(told, said)))
        if parts:
            yield f"{said.name('scenario', scenario)}: {'; '.join(parts)}."

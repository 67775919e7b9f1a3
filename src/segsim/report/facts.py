"""What a study says, before it is put into words: effects, levels, costs, behaviours."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, nan

import pandas as pd

from segsim.registry import UserError
from segsim.study.labels import KEYS, Key, present
from segsim.study.record import StudyRecord
from segsim.study.results import Results

STEP = 0.01
"""The decrease of D that a cost is stated for."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A scenario's difference from the baseline in one figure, with its 90 % interval."""

    scenario: str
    behaviour: str
    key: Key
    estimate: float
    low: float
    high: float
    p_lower: float
    n: int

    @property
    def direction(self) -> int:
        """1 where it raises the figure, −1 where it lowers it, 0 where nobody can tell."""
        if not (isfinite(self.low) and isfinite(self.high)) or self.low <= 0.0 <= self.high:
            return 0
        return 1 if self.estimate > 0.0 else -1

    @property
    def nothing(self) -> bool:
        """Whether nothing at all has changed, in any replication."""
        return self.low == self.high == 0.0


@dataclass(frozen=True, slots=True)
class Cost:
    """What a scenario costs beyond its baseline up to a year, EUR, mean over runs."""

    total: float
    by_payer: dict[str, float]


@dataclass(frozen=True)
class Facts:
    """A study's comparison in one year.

    Attributes
    ----------
    keys
        The figures that were recorded, the main one first.
    effects, levels
        Of every scenario, behaviour and figure.
    costs
        By scenario and behaviour.
    """

    study: StudyRecord
    year: int
    keys: Sequence[Key]
    effects: Sequence[Effect]
    levels: pd.DataFrame
    costs: dict[tuple[str, str], Cost]

    @property
    def behaviour(self) -> str:
        """The behaviour whose figures are shown first."""
        return self.study.behaviours[0]

    @property
    def others(self) -> list[str]:
        """The scenarios that are compared with the baseline."""
        return [name for name in self.study.scenarios if name != self.study.baseline]

    def of(self, key: Key, behaviour: str | None = None) -> list[Effect]:
        """Return the effects on one figure under one behaviour, scenarios in their order."""
        shown = self.behaviour if behaviour is None else behaviour
        return [e for e in self.effects if e.key == key and e.behaviour == shown]

    def effect(self, key: Key, scenario: str, behaviour: str | None = None) -> Effect | None:
        """Return one effect, None where there is none."""
        return next((e for e in self.of(key, behaviour) if e.scenario == scenario), None)

    def across(self, key: Key, scenario: str) -> list[Effect]:
        """Return the effects of a scenario on one figure under every behaviour."""
        return [e for e in self.effects if e.key == key and e.scenario == scenario]

    def level(self, key: Key, scenario: str) -> "pd.Series[float] | None":
        """Return a scenario's own mean in the year, with its interval."""
        rows = key.among(self.levels)
        rows = rows[(rows["scenario"] == scenario) & (rows["behaviour"] == self.behaviour)]
        return None if rows.empty else rows.iloc[0]

    def cost(self, scenario: str, behaviour: str | None = None) -> float:
        """Return what a scenario costs beyond the baseline, EUR; nan where no run is there."""
        found = self.costs.get((scenario, self.behaviour if behaviour is None else behaviour))
        return nan if found is None else found.total

    def price(self, effect: Effect) -> float:
        """Return the cost of each decrease by 0.01; nan where no decrease can be told."""
        if effect.direction >= 0:
            return nan
        return self.cost(effect.scenario, effect.behaviour) / (-effect.estimate / STEP)


def facts_of(results: Results, keys: Sequence[Key] = KEYS) -> Facts:
    """Gather what a study says in its last year.

    Raises
    ------
    UserError
        When none of the figures was recorded.
    """
    rows = results.rows_of(keys)
    if rows.empty:
        raise UserError(f"{results.out}: none of the study's main figures was recorded.")
    year = int(rows["year"].max())
    rows = rows[rows["year"] == year]
    levels = results.levels(rows)
    known = present(levels, keys)
    several = len(results.study.scenarios) > 1
    differences = results.compare(indicators=rows) if several else levels.iloc[:0]
    effects = [effect_of(key, row) for key in known for _, row in key.among(differences).iterrows()]
    return Facts(results.study, year, known, effects, levels, costs_of(results, year))


def effect_of(key: Key, row: "pd.Series[float]") -> Effect:
    """Return a row of a comparison."""
    return Effect(
        scenario=str(row["scenario"]),
        behaviour=str(row["behaviour"]),
        key=key,
        estimate=float(row["estimate"]),
        low=float(row["low"]),
        high=float(row["high"]),
        p_lower=float(row["p_lower"]),
        n=int(row["n"]),
    )


def costs_of(results: Results, year: int) -> dict[tuple[str, str], Cost]:
    """Return what every scenario costs beyond the baseline up to a year, by behaviour."""
    study, ledger = results.study, results.ledger
    done = results.runs[results.runs["status"] == "done"]
    runs = Counter(zip(done["scenario"], done["behaviour"], strict=True))
    spent = ledger[ledger["year"] <= year]
    paid: Counter[tuple[str, str, str]] = Counter()
    columns = (spent[name] for name in ("scenario", "behaviour", "payer", "eur"))
    for scenario, behaviour, payer, eur in zip(*columns, strict=True):
        paid[scenario, behaviour, payer] += eur
    payers = sorted({payer for _, _, payer in paid})
    found = {}
    for scenario, behaviour in runs:
        shares = {}
        for payer in payers:
            own, base = (
                paid[name, behaviour, payer] / max(runs[name, behaviour], 1)
                for name in (scenario, study.baseline)
            )
            shares[payer] = own - base
        found[scenario, behaviour] = Cost(sum(shares.values(), 0.0), shares)
    return found

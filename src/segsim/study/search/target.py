"""What is to be reached: an indicator, a bound, and on which side of it."""

import re
from dataclasses import dataclass
from typing import Self

import pandas as pd

from segsim.registry import UserError, nearest
from segsim.study.labels import KEYS

LEVEL, GROUP = "neighbourhood", "language"
"""What an indicator is taken for where the target does not say, if it is recorded there."""
ALIASES = {
    "corrected_d": "adjusted_dissimilarity.neighbourhood.language",
    "income_d": "adjusted_dissimilarity.neighbourhood.income_low_high",
    "school_d": "adjusted_dissimilarity.school.language",
}
"""Short names of the figures that are asked for most."""
EXAMPLE = "for instance target='corrected_d<=.22' or target='isolation<=baseline-.005'"

_NUMBER = r"(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_FORM = re.compile(
    rf"\s*(?P<name>\w+(?:\.\w+){{0,2}})\s*(?P<side><=|>=|≤|≥)\s*"
    rf"(?P<base>baseline)?\s*(?P<value>[-+]?\s*{_NUMBER})?\s*"
)


@dataclass(frozen=True, slots=True)
class Target:
    """An indicator that shall not exceed a bound, or not fall short of it."""

    indicator: str
    level: str | None
    group: str | None
    lower: bool  # the indicator shall be at most the bound
    bound: float
    relative: bool = False  # the bound is a difference from the baseline

    @classmethod
    def read(cls, text: str) -> Self:
        """Read ``INDICATOR[.LEVEL[.GROUP]]`` ``<=`` or ``>=`` ``VALUE`` or ``baseline±VALUE``."""
        form = _FORM.fullmatch(text)
        if form is None or (form["value"] is None and form["base"] is None):
            raise UserError(f"target: cannot read {text!r}; {EXAMPLE}.")
        value = (form["value"] or "0").replace(" ", "")
        if form["base"] and form["value"] and value[0] not in "+-":
            raise UserError(f"target: cannot read {text!r}; write baseline-{value}; {EXAMPLE}.")
        name = ALIASES.get(form["name"], form["name"])
        indicator, level, group = (*name.split("."), None, None)[:3]
        lower = form["side"] in {"<=", "≤"}
        return cls(str(indicator), level, group, lower, float(value), bool(form["base"]))

    @property
    def name(self) -> str:
        """The indicator with level and group, as far as they are known."""
        return ".".join(part for part in (self.indicator, self.level, self.group) if part)

    @property
    def title(self) -> str:
        """The indicator in the words of tables and figures, where it has such."""
        for key in KEYS:
            places = {self.group} if key.group is None else {key.group}
            if (key.indicator, key.level) == (self.indicator, self.level) and self.group in places:
                return key.title
        return self.name

    @property
    def limit(self) -> str:
        """The bound as it is written."""
        side = "<=" if self.lower else ">="
        if not self.relative:
            return f"{side} {self.bound:g}"
        return f"{side} baseline {'-' if self.bound < 0 else '+'} {abs(self.bound):g}"

    def __str__(self) -> str:
        return f"{self.name} {self.limit}"

    @property
    def sign(self) -> int:
        """How the slack grows with the indicator."""
        return -1 if self.lower else 1

    def among(self, indicators: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of the indicator in a tidy table of indicators."""
        wanted = {"indicator": self.indicator, "level": self.level, "group": self.group}
        for column, name in wanted.items():
            indicators = indicators[indicators[column] == name]
        return indicators

    def placed(self, recorded: set[tuple[str, str, str]]) -> "Target":
        """Return the target with the level and group for which the indicator is recorded.

        Raises
        ------
        UserError
            When there is no such indicator, or not there, with the nearest that is.
        """
        names = sorted({name for name, _, _ in recorded})
        if self.indicator not in names:
            close = nearest(self.indicator, [*names, *ALIASES])
            hint = f" Did you mean {' or '.join(repr(n) for n in close)}?" if close else ""
            listed = ", ".join([*ALIASES, *names])
            raise UserError(
                f"target: there is no indicator {self.indicator!r}.{hint} Allowed: {listed}."
            )
        places = sorted((level, group) for name, level, group in recorded if name == self.indicator)
        level = _chosen(self.level, LEVEL, [level for level, _ in places], self.indicator, "level")
        groups = [group for at, group in places if at == level]
        group = _chosen(self.group, GROUP, groups, f"{self.indicator}.{level}", "group")
        return Target(self.indicator, level, group, self.lower, self.bound, self.relative)


def _chosen(given: str | None, usual: str, there: list[str], of: str, what: str) -> str:
    """Return the level or group that is meant: the given one, the usual one, the only one."""
    options = list(dict.fromkeys(there))
    if given is None and (usual in options or len(options) == 1):
        return usual if usual in options else options[0]
    if given in options:
        return str(given)
    close = nearest(given or "", options)
    hint = f" Did you mean {' or '.join(repr(name) for name in close)}?" if close else ""
    problem = f"there is no {what} {given!r} of {of}.{hint}" if given else f"of which {what}?"
    raise UserError(f"target: {of}: {problem} Allowed: {', '.join(options)}.")

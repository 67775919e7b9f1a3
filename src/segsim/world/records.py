"""What a run has recorded so far: plain rows, turned into tables by the observation layer."""

from dataclasses import dataclass, field
from typing import Any, SupportsFloat

import numpy as np

type IndicatorRow = tuple[int, str, str, str, float]  # year, indicator, level, group, value


@dataclass(slots=True)
class Records:
    """Indicator rows, neighbourhood panels by year, and the flows of the current year."""

    indicators: list[IndicatorRow] = field(default_factory=list)
    areas: dict[int, dict[str, np.ndarray[Any, Any]]] = field(default_factory=dict)
    households: dict[int, dict[str, np.ndarray[Any, Any]]] = field(default_factory=dict)
    flows: dict[str, float] = field(default_factory=dict)
    # by level and group: the counts of the first year observed, which a change is told from
    first: dict[tuple[str, str], np.ndarray[Any, Any]] = field(default_factory=dict)
    # figures of the year before, by name: what this year's are compared with
    last: dict[str, np.ndarray[Any, Any]] = field(default_factory=dict)

    def count(self, flow: str, amount: SupportsFloat) -> None:
        """Add to a flow of this year, e.g. ``"moves"``."""
        self.flows[flow] = self.flows.get(flow, 0.0) + float(amount)

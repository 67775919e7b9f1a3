"""What a city's statistics say of its neighbourhoods and schools: years late, and not exact."""

from dataclasses import dataclass, field

import numpy as np

from segsim.maths import standardised
from segsim.streams import Purpose, hashes, normals
from segsim.world.tables import F64, U64, Neighbourhoods

TREND_YEARS = 3
"""Years over which statistics tell a trend [assumption]."""


@dataclass(frozen=True, slots=True)
class Data:
    """How good the data are by which a programme chooses where it acts."""

    lag_years: int = 0
    noise: float = 0.0  # standard deviation of the error ÷ that of what is measured
    key: int = 0  # of the errors: programmes with data of their own err apart


@dataclass(slots=True)
class Series:
    """Figures by calendar year, each an array of places or schools."""

    by_year: dict[int, F64] = field(default_factory=dict)

    def note(self, year: int, figures: F64) -> None:
        """Keep the figures of a year."""
        self.by_year[year] = figures

    def known(self, year: int, data: Data) -> F64:
        """Return the newest figures that are old enough to be known; the oldest where none is."""
        old = [when for when in self.by_year if when <= year - data.lag_years]
        return self.by_year[max(old) if old else min(self.by_year)]

    def trend(self, year: int, data: Data) -> F64:
        """Return by how much the known figures have risen in the last years."""
        before = Data(data.lag_years + TREND_YEARS)
        return np.asarray(self.known(year, data) - self.known(year, before), np.float64)


@dataclass(slots=True)
class Monitoring:
    """The statistics of a city, from the first year of the run."""

    status: Series = field(default_factory=Series)  # mean income rank of neighbourhoods
    need: dict[str, Series] = field(default_factory=dict)  # of schools, as each programme has it


def mean_rank(n: Neighbourhoods) -> F64:
    """Return the mean income rank of the households of each neighbourhood, 0 … 65,535."""
    return np.asarray(n.rank_sum / np.maximum(n.households, 1), np.float64)


def measured(figures: F64, ids: U64, seed: int, year: int, data: Data) -> F64:
    """Return figures with the error that the data have, then in standard deviations."""
    if data.noise == 0.0:
        return figures
    error = normals(hashes(seed, Purpose.MEASUREMENT, year, ids ^ np.uint64(data.key)))
    return standardised(figures, np.ones(figures.size)) + data.noise * error

"""Parameters of a run as a whole: its drivers, what it records, how it settles."""

from segsim.parameters.base import Parameters, parameter


class Driver(Parameters):
    """Exogenous development: growth, migration and its mix (not a policy)."""

    growth: float = parameter(
        0.010, "growth of the number of households", unit="per year", low=-0.1, high=0.1
    )
    turnover: float = parameter(1.0, "factor on out-migration rates", low=0, high=5)
    foreign_inflow: float = parameter(0.17, "foreign-language share of in-migrants", low=0, high=1)
    inequality: float = parameter(
        1.0, "factor on the spread of log income of newcomers", low=0.1, high=3
    )
    remote_work: float = parameter(0.0, "share by which the weight of access falls", low=0, high=1)
    remote_from: int = parameter(
        1990, "first year of remote work", unit="year", low=1990, high=2300
    )
    remote_slope: float = parameter(
        0.0, "more of it with income: 1 is none at the lowest rank, twice as much at the highest",
        low=0, high=1,
    )  # fmt: skip
    centralisation: float = parameter(
        0.0, "share by which the weight of access rises, as jobs gather in the centre",
        low=0, high=2,
    )  # fmt: skip
    interest: float = parameter(
        0.0, "interest above that of the reference (4 %), share a year", low=-0.03, high=0.2
    )
    construction_cost: float = parameter(
        1.0, "factor on the costs of building and renovating", low=0.1, high=10
    )
    political_persistence: float = parameter(
        1.0, "chance that a new council goes on with a programme", low=0, high=1
    )

    def access_weight(self, year: int) -> float:
        """Return the weight of access in a calendar year against the reference."""
        return 1.0 - self._remote(year) + self.centralisation

    def telework(self, year: int) -> float:
        """Return what a household at the top loses of that weight beyond one in the middle."""
        weight = self.access_weight(year)
        return self.remote_slope * self._remote(year) / weight if weight > 0.0 else 0.0

    def payment_factor(self, years: int = 25, reference: float = 0.04) -> float:
        """Return the yearly payment on a loan against that at the reference interest."""
        return _payment(reference + self.interest, years) / _payment(reference, years)

    def _remote(self, year: int) -> float:
        return self.remote_work if year >= self.remote_from else 0.0


def _payment(rate: float, years: int) -> float:
    """Return what is paid a year per euro borrowed at an interest above 0."""
    growth = 1.0
    for _ in range(years):  # a power would not have the same bits everywhere
        growth *= 1.0 + rate
    return rate * growth / (growth - 1.0)


class Observe(Parameters):
    """What a run records."""

    indices: tuple[str, ...] = parameter(
        (), "further indices by name, recorded for language and income class"
    )
    areas_every: int = parameter(
        1, "years between neighbourhood panels", unit="years", low=1, high=200
    )
    households_years: tuple[int, ...] = parameter((), "calendar years whose households are stored")
    hardship_eur: float = parameter(
        9_000.0, "income after housing, a consumption unit, below which children are in hardship",
        source="as market.basic_income: assumption", unit="EUR/year", low=0, high=100_000,
    )  # fmt: skip


class BurnIn(Parameters):
    """Settling of the synthetic city before the calendar starts."""

    years: int = parameter(
        12,
        "years of choice and prices with demography held",
        unit="years",
        source="at most 15",
        low=0,
        high=15,
    )

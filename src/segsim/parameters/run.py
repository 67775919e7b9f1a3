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
    political_persistence: float = parameter(
        1.0, "chance that a new council goes on with a programme", low=0, high=1
    )


class Observe(Parameters):
    """What a run records."""

    indices: tuple[str, ...] = parameter(
        (), "further indices by name, recorded for language and income class"
    )
    areas_every: int = parameter(
        1, "years between neighbourhood panels", unit="years", low=1, high=200
    )
    households_years: tuple[int, ...] = parameter((), "calendar years whose households are stored")


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

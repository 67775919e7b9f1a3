"""The age rings of the synthetic grid city: declared shares, all of them assumptions."""

from typing import Self

from pydantic import model_validator

from segsim.parameters import Parameters, parameter


class Ring(Parameters):
    """A ring of districts of one age; shares are of households unless said otherwise."""

    name: str
    up_to: float = parameter(1.0, "outer edge, share of the city's radius", low=0, high=1)
    vintages: tuple[float, float, float, float] = parameter(
        (0.25, 0.25, 0.25, 0.25), "dwellings by building-age class, oldest first"
    )
    low_rise: float = parameter(0.2, "dwellings in small houses", low=0, high=1)
    owner: float = parameter(0.45, "owners", low=0, high=1)
    other: float = parameter(0.01, "right of occupancy", low=0, high=1)
    income_low: float = parameter(0.3, "low incomes", low=0, high=1)
    income_high: float = parameter(0.15, "high incomes", low=0, high=1)
    foreign: float = parameter(0.08, "foreign-language households", low=0, high=1)
    single: float = parameter(0.54, "one-person households", low=0, high=1)
    with_children: float = parameter(0.16, "households with children", low=0, high=1)
    pensioner: float = parameter(0.23, "households of pensioners", low=0, high=1)
    higher_education: float = parameter(0.35, "heads with a degree", low=0, high=1)
    mean_area: float = parameter(63.0, "floor area of a dwelling", unit="m²", low=20, high=250)
    density: float = parameter(1.0, "households of a district, relative", low=0.01, high=100)

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if min(self.vintages) < 0.0 or abs(sum(self.vintages) - 1.0) > 1e-6:
            raise ValueError("vintages must be shares that add to 1")
        for names in _AT_MOST_ALL:
            if sum(getattr(self, name) for name in names) > 1.0 + 1e-9:
                raise ValueError(f"{' + '.join(names)} must not exceed 1")
        return self


_AT_MOST_ALL = (
    ("owner", "other"),
    ("income_low", "income_high"),
    ("single", "with_children"),
    ("with_children", "pensioner"),
)

RINGS = (
    Ring(
        name="core",
        up_to=0.3,
        vintages=(0.6, 0.15, 0.1, 0.15),
        low_rise=0.02,
        owner=0.42,
        income_low=0.31,
        income_high=0.15,
        foreign=0.055,
        single=0.62,
        with_children=0.09,
        pensioner=0.24,
        higher_education=0.42,
        mean_area=55.0,
        density=1.6,
    ),
    Ring(
        name="estates",
        up_to=0.72,
        vintages=(0.05, 0.55, 0.33, 0.07),
        low_rise=0.12,
        owner=0.40,
        income_low=0.34,
        income_high=0.12,
        foreign=0.125,
        single=0.56,
        with_children=0.16,
        pensioner=0.25,
        higher_education=0.28,
        mean_area=60.0,
        density=1.0,
    ),
    Ring(
        name="small houses",
        up_to=1.0,
        vintages=(0.05, 0.15, 0.25, 0.55),
        low_rise=0.62,
        owner=0.66,
        income_low=0.22,
        income_high=0.22,
        foreign=0.04,
        single=0.36,
        with_children=0.30,
        pensioner=0.20,
        higher_education=0.37,
        mean_area=80.0,
        density=0.6,
    ),
)

"""Building ages of a district: no open table has them by postal area, hence a rule (assumption)."""

type Shares = tuple[float, float, float, float]

_FLATS: tuple[tuple[float, Shares], ...] = (  # up to km from the centre, shares before 2000
    (2.5, (0.55, 0.25, 0.20, 0.0)),
    (5.0, (0.22, 0.48, 0.30, 0.0)),
    (1e9, (0.05, 0.55, 0.40, 0.0)),
)
_SMALL_HOUSES: tuple[tuple[float, Shares], ...] = (
    (2.5, (0.60, 0.20, 0.20, 0.0)),
    (5.0, (0.40, 0.30, 0.30, 0.0)),
    (1e9, (0.15, 0.35, 0.50, 0.0)),
)
_NEW_AT_REST = 0.12  # share built since 2000 where the stock did not grow in 2016-2024
_NEW_PER_GROWTH = 1.8  # growth of eight years against a quarter of a century, slower at first
_NEW_AT_MOST = 0.92


def building_ages(km: float, low_rise_share: float, growth: float | None) -> Shares:
    """Return shares of dwellings by building-age class.

    Parameters
    ----------
    km
        Distance from the city centre.
    low_rise_share
        Dwellings in small houses, share of all.
    growth
        Dwellings added since 2016, share of today's; None where unknown (then a mean 8 %).
    """
    added = 0.08 if growth is None else max(0.0, growth)
    new = min(_NEW_AT_MOST, _NEW_AT_REST + _NEW_PER_GROWTH * added)
    flats = next(shares for reach, shares in _FLATS if km <= reach)
    houses = next(shares for reach, shares in _SMALL_HOUSES if km <= reach)
    mixed = [
        round((1.0 - new) * ((1.0 - low_rise_share) * f + low_rise_share * h), 2)
        for f, h in zip(flats[:3], houses[:3], strict=True)
    ]
    return (mixed[0], mixed[1], mixed[2], round(1.0 - sum(mixed), 2))

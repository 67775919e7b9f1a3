"""What the page offers to change: policies and their levers, drivers, preferences."""

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from segsim.parameters import Described, describe
from segsim.parameters.behaviour import Behaviour
from segsim.parameters.run import Driver
from segsim.policies import POLICIES, Policy
from segsim.policies.base import CityWide
from segsim.policies.targets import RULES

COMMON = ("intensity", "start_year", "duration_years", "target", "target_share")
"""Levers that every policy has; the last two only where a policy has a target."""
TELLING: dict[str, tuple[str, ...]] = {
    "anti_discrimination": ("response_ratio",),
    "ara_allocation": ("income_cap", "homeless_quota", "priority"),
    "area_programme": ("eur_per_resident_year", "community_workers_per_10k", "reputation_gain"),
    "brownfield": ("dwellings_per_year", "build_years", "share_ara"),
    "catchment_redraw": ("w_composition", "max_km", "period_years"),
    "centre_regeneration": ("services_gain", "capex_eur_per_resident"),
    "choice_regime": ("open_seat_share", "max_km"),
    "community_developers": ("workers_per_10k",),
    "company_clubs": ("cost_cut", "community_gain"),
    "demolition_renewal": ("share_demolished", "replace_ratio", "right_to_return"),
    "early_investment": ("learning_gain", "age_to"),
    "housing_social_work": ("workers_per_10k", "effect"),
    "infill": ("rate", "lag_years", "building_type"),
    "integration_employment": ("places_per_1000", "employment_gain_pp", "group"),
    "renovation_finance": ("cost_cut", "guarantee_share"),
    "reputation_campaign": ("image_gain",),
    "safety": ("safety_gain",),
    "school_investment": ("eur_per_pupil_year", "perception_weight"),
    "shrink_adaptation": ("share_demolished", "vacancy_threshold", "least_pupils"),
    "small_measure": ("community_gain", "services_gain"),
    "stock_diversification": ("dominance", "share_of_plots"),
    "tenant_support": ("allowance_rate", "swap_share_ara"),
    "tenure_mixing": ("share_ara", "ara_cap_per_area", "compliance"),
    "tram": ("open_year", "access_gain_min", "build_years"),
    "weighted_classes": ("seat_share", "placement", "selection"),
}
"""The levers of its own by which each policy is moved first, at most three."""
DRIVERS: dict[str, tuple[float, float]] = {
    "growth": (-0.02, 0.03),
    "turnover": (0.5, 2.0),
    "foreign_inflow": (0.0, 0.5),
    "inequality": (0.5, 2.0),
    "remote_work": (0.0, 1.0),
    "centralisation": (0.0, 1.0),
    "interest": (-0.03, 0.06),
    "construction_cost": (0.5, 2.0),
    "political_persistence": (0.0, 1.0),
}
"""Drivers, and how far a slider moves them: bounds are wider than what is of interest."""
PREFERENCES = (
    "own_language", "own_language_network", "language_anchor", "status_discount",
    "income_similarity", "status", "upper_status", "cost", "quality", "access", "school",
    "reputation", "stay", "distance",
)  # fmt: skip
TIMES, LEAST = 3.0, 1.0
"""A slider goes to so many times the default, at least so far, at most to the bound."""


def offers() -> dict[str, Any]:
    """Return all that can be moved, in plain JSON types."""
    drivers = {row.key: row for row in describe(Driver())}
    preferences = {row.key: row for row in describe(Behaviour())}
    return {
        "policies": [_policy(name, kind) for name, kind in POLICIES.items()],
        "drivers": [_lever(drivers[key], slider=ends) for key, ends in DRIVERS.items()],
        "preferences": [_lever(preferences[key]) for key in PREFERENCES],
    }


def common_levers(kind: type[Policy]) -> tuple[str, ...]:
    """Return the levers of a policy that others have too."""
    return COMMON[:3] if issubclass(kind, CityWide) else COMMON


def _policy(name: str, kind: type[Policy]) -> dict[str, Any]:
    return {"name": name, "levers": list(_levers(name, kind))}


def _levers(name: str, kind: type[Policy]) -> Iterator[dict[str, Any]]:
    """Yield the telling levers, then the common ones, then what else the policy has."""
    rows = {row.key: row for row in describe(kind.model_construct())}
    telling, common = TELLING.get(name, ()), common_levers(kind)
    shown = {"own": telling, "common": common}
    rest = [key for key in rows if key not in (*telling, *COMMON, "name", *Policy.model_fields)]
    for part, keys in (shown | {"further": tuple(rest)}).items():
        for key in keys:
            yield {**_lever(rows[key]), "part": part, "choices": _choices(kind, key)}


def _lever(row: Described, slider: tuple[float, float] | None = None) -> dict[str, Any]:
    value = list(row.value) if isinstance(row.value, tuple) else row.value
    return {
        "name": row.key,
        "default": value,
        "unit": row.unit,
        "low": row.low,
        "high": row.high,
        "slider": list(slider or _slider(row) or ()) or None,
        "description": row.description,
    }


def _slider(row: Described) -> tuple[float, float] | None:
    """Return how far a slider moves a number, None for what is no number."""
    if isinstance(row.value, bool | str | tuple) or row.low is None or row.high is None:
        return None
    if row.value is None or row.unit == "year":
        return (row.low, row.high)
    return (max(row.low, 0.0), min(row.high, max(TIMES * row.value, LEAST)))


def _choices(kind: type[Policy], key: str) -> list[str] | None:
    if key == "target":
        return list(RULES)  # or districts by name
    annotation = kind.model_fields[key].annotation
    return list(get_args(annotation)) if get_origin(annotation) is Literal else None

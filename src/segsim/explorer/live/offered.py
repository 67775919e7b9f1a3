"""What a lesson lets be moved: the telling parameters of each model, and how far."""

from typing import Any, Literal, get_args, get_origin

from segsim.parameters import describe
from segsim.study.classics.parameters import declared

OFFERED: dict[str, tuple[str, ...]] = {
    "schelling": ("similar_wanted", "density", "size"),
    "preference_window": ("form", "c", "vacancy", "reach"),
    "integrationists": ("form", "ties", "vacancy", "sweeps"),
    "block_city": ("altruism", "m", "temperature", "households"),
    "linear_response": ("b_ratio", "s", "one_sided", "start"),
    "status_sorting": ("correlation", "endogeneity", "vacancy"),
    "school_choice": ("threshold", "distance_weight", "schools_across"),
    "potential_game": ("beta", "k"),
    "bid_rent": ("time_exponent", "space_weight", "space_exponent"),
    "income_market": ("inequality", "housed"),
}
"""Parameters by model, the most telling first."""
ENDS: dict[str, tuple[float, float]] = {
    "altruism": (0.0, 1.0),
    "b_ratio": (0.0, 1.5),
    "beta": (0.0, 3.0),
    "c": (0.0, 8.0),
    "correlation": (0.0, 0.95),
    "density": (60.0, 98.0),
    "distance_weight": (0.0, 1.0),
    "endogeneity": (0.0, 0.95),
    "households": (3, 16),
    "housed": (0.5, 0.98),
    "inequality": (0.1, 0.8),
    "k": (1, 5),
    "m": (0.0, 1.0),
    "reach": (1, 4),
    "s": (0.1, 0.5),
    "schools_across": (2, 10),
    "similar_wanted": (0.0, 100.0),
    "size": (20, 80),
    "space_exponent": (0.0, 2.0),
    "space_weight": (0.0, 2.0),
    "sweeps": (10, 400),
    "temperature": (0.02, 1.0),
    "threshold": (0.05, 1.0),
    "time_exponent": (0.0, 1.0),
    "vacancy": (0.05, 0.5),
}
"""How far a slider goes; within what a lesson allows."""
FORMS: dict[str, list[str]] = {
    "preference_window": ["threshold", "continuous", "staircase"],
    "integrationists": ["peaked", "asymmetric", "flat"],
}
"""Forms of the preference that belong to each model."""


def offered(model: str, start: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the parameters of a model that have a slider, a list or a tick.

    Parameters
    ----------
    model
        Its name.
    start
        Defaults that differ from the study's.
    """
    rows = {row.key: row for row in describe(declared(model)())}
    fields = declared(model).model_fields
    return [
        {
            "name": name,
            "default": start.get(name, rows[name].value),
            "whole": isinstance(rows[name].value, int),
            "slider": list(ENDS[name]) if name in ENDS else None,
            "choices": FORMS[model] if name == "form" else choices(fields[name].annotation),
        }
        for name in OFFERED[model]
    ]


def choices(annotation: Any) -> list[str] | None:  # noqa: ANN401
    """Return the words that may be chosen, None where it is not a choice of words."""
    return list(get_args(annotation)) if get_origin(annotation) is Literal else None

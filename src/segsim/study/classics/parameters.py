"""The parameters of a classical model, declared by the signature and the text of its function."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from inspect import Parameter, cleandoc, signature
from typing import Any, Union, cast, get_args, get_origin

from pydantic import create_model

from segsim.parameters import Parameters, parameter
from segsim.study.classics.classic import Classic, Values
from segsim.study.classics.models import classic
from segsim.validation.pricing import Numbers

OURS = ("seed", "watch")
"""What the study gives and no scenario sets."""

BOUNDS: dict[str, tuple[float | None, float | None]] = {
    "areas": (3, 4_000),
    "averaged": (1, None),
    "blocks": (1, 4_000),
    "burn_in": (0, None),
    "capacity": (1, 4_000),
    "households": (1, None),
    "housed": (0, 1),
    "k": (1, 10_000),
    "kinds": (2, 4_000),
    "max_ticks": (1, 100_000),
    "pupils": (2, 100_000),
    "reach": (1, 20),
    "room": (1, 100),
    "schools_across": (1, 50),
    "size": (2, 500),
    "steps": (1, 10**9),
    "sweeps": (1, 100_000),
    "temperature": (1e-6, None),
    "tile": (1, 500),
    "vacancy": (0, 1),
}
"""How far parameters may go before memory or patience ends; the functions refuse the rest."""


@cache
def declared(name: str) -> type[Parameters]:
    """Return the validated parameters of a model."""
    fields: dict[str, Any] = dict(_fields(classic(name)))
    made: Any = create_model(name, __base__=Parameters, **fields)
    return cast(type[Parameters], made)


def values(parameters: Parameters) -> Values:
    """Return parameters as the function takes them."""
    return {name: getattr(parameters, name) for name in type(parameters).model_fields}


def defaults(name: str) -> Values:
    """Return the values of parameters that nobody sets."""
    return values(declared(name)())


def _fields(one: Classic) -> Iterator[tuple[str, tuple[Any, Any]]]:
    meant = meanings(one.function)
    for name, given in signature(one.function).parameters.items():
        if name in OURS:
            continue
        kind = _plain(given.annotation)
        default = one.given[name] if given.default is Parameter.empty else given.default
        low, high = BOUNDS.get(name, (None, None)) if _is_number(kind) else (None, None)
        text = meant.get(name, "")
        source = f"set-up of {one.benchmark}"
        yield name, (kind, parameter(default, text, source=source, low=low, high=high))


def meanings(function: Callable[..., Any]) -> dict[str, str]:
    """Return what the text of a function says of each of its parameters."""
    text = cleandoc(function.__doc__ or "")
    section = re.search(r"\nParameters\n-+\n(.*?)(?:\n\n\w+\n-+\n|\Z)", text, re.DOTALL)
    found: dict[str, str] = {}
    for entry in re.finditer(r"^(\w.*)\n((?:    .*\n?)+)", section[1] if section else "", re.M):
        meaning = " ".join(entry[2].split())
        found |= dict.fromkeys(re.split(r",\s*", entry[1]), meaning)
    return found


def _plain(annotation: Any) -> Any:  # noqa: ANN401
    """Return a type in which arrays of numbers are plain tuples."""
    if annotation is Numbers:
        return tuple[float, ...]
    if get_origin(annotation) is None or Numbers not in get_args(annotation):
        return annotation
    return Union[tuple(_plain(part) for part in get_args(annotation))]  # noqa: UP007


def _is_number(kind: Any) -> bool:  # noqa: ANN401
    return bool({int, float} & {kind, *get_args(kind)}) and get_origin(kind) is not tuple

"""Names in overrides, held against what exists, before anything is composed."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel

from segsim.cities import CitySettings, unknown_city
from segsim.model.checking import unknown_key
from segsim.model.specification import RunParameters
from segsim.policies import POLICIES
from segsim.registry import UserError, nearest, unknown
from segsim.study.catalogue import GROUPS, files, options
from segsim.study.overrides import Override
from segsim.study.settings import KEYS


@cache
def declared() -> dict[str, Mapping[str, Any] | None]:
    """Return every top-level model key: its fields when it is a group, else None."""
    keys: dict[str, Mapping[str, Any] | None] = {}
    for name, field in RunParameters.model_fields.items():
        inner = field.annotation
        group = isinstance(inner, type) and issubclass(inner, BaseModel)
        keys[name] = inner.model_fields if group and inner is not None else None
    return {**keys, "city": CitySettings.model_fields, "policy": None}


def is_run_key(override: Override) -> bool:
    """Whether the override belongs to the study and not to the model."""
    return override.key in KEYS or override.key.startswith("executor.")


def check(overrides: Iterable[Override]) -> None:
    """Refuse every name that does not exist; one line each."""
    lines: list[str] = []
    for override in overrides:
        try:
            _check(override)
        except UserError as error:
            lines.append(str(error))
    if lines:
        raise UserError("\n".join(lines))


def _check(override: Override) -> None:
    first, *rest = override.parts
    known = declared()
    if is_run_key(override):
        if override.action == "remove":
            raise UserError(f"{override.text}: a key of the study cannot be removed.")
    elif first not in known:
        raise UserError(_unknown_top(override))
    elif first == "policy":
        _check_policy(override)
    elif override.action == "remove":
        raise UserError(f"{override.text}: only policies can be removed, e.g. ~policy.tram.")
    elif override.package is not None:
        raise UserError(f"{override.text}: only a policy can stand under a name of its own.")
    elif first in GROUPS and not rest:
        _check_choice(override)
    else:
        _check_fields(override, first, rest)


def _check_fields(override: Override, group: str, rest: list[str]) -> None:
    fields = declared()[group]
    if fields is None:
        if rest:
            raise UserError(f"{override.key}: {group} is one value and has no {rest[0]!r}.")
        return
    if not rest and not isinstance(override.value, dict):
        raise UserError(
            f"{group}: {override.value!r} is not allowed; set its keys, e.g. "
            f"{group}.{next(iter(fields))}=<value>."
        )
    for name in rest[:1] or [str(key) for key in override.value]:
        if name not in fields:
            raise UserError(unknown_key(f"{group}.{name}", override.value, fields))
    if len(rest) > 1 and not isinstance(fields[rest[0]].get_default(), tuple | list):
        raise UserError(f"{override.key}: {group}.{rest[0]} is one value and has no {rest[1]!r}.")


def _unknown_top(override: Override) -> str:
    names = sorted({*declared(), *KEYS})
    inner = [
        f"{group}.{name}"
        for group, fields in declared().items()
        for name in fields or ()
        if name == override.key
    ]
    if inner:  # the right name without its group
        return (
            f"{override.key}: there is no such key (given {override.value!r}). "
            f"Did you mean {' or '.join(repr(name) for name in inner)}?"
        )
    first, *rest = override.parts
    close = nearest(first, names)
    hint = " or ".join(repr(".".join([name, *rest])) for name in close)
    return (
        f"{override.key}: there is no such key (given {override.value!r})."
        + (f" Did you mean {hint}?" if hint else "")
        + f" Allowed: {', '.join(names)}."
    )


def _check_choice(override: Override) -> None:
    if isinstance(override.value, list | dict) or override.value is None:
        raise UserError(
            f"{override.key}: {override.value!r} is not allowed; one of "
            f"{', '.join(options(override.key))}."
        )
    for name in override.names:
        if name not in options(override.key):
            if override.key == "city":
                raise unknown_city(name, options("city"))
            raise unknown(override.key, name, options(override.key))


def _check_policy(override: Override) -> None:
    if not override.is_lever and override.key != "policy":
        raise UserError(f"{override.text}: write +policy@policy.<name>=<policy>.")
    if override.is_lever or override.action == "remove":
        whole = len(override.parts) == 2 and override.action != "remove"
        if whole and not isinstance(override.value, dict):
            raise UserError(
                f"{override.key}: {override.value!r} is not allowed; set its levers, e.g. "
                f"{override.key}.intensity=0.5, or choose policies with policy=[…]."
            )
        if override.key == "policy":
            raise UserError(f"{override.text}: write policy=[] for no policy, or ~policy.<name>.")
        return
    if isinstance(override.value, dict):
        raise UserError(f"policy: {override.value!r} is not allowed; a list of names.")
    if override.package is not None and (
        override.policy is None or len(override.package.split(".")) != 2
    ):
        raise UserError(f"{override.text}: write +policy@policy.<name>=<policy>.")
    if isinstance(override.value, list) and None in override.value:
        raise UserError(f"policy: {override.value!r} is not allowed; a list of names.")
    for name in override.names:
        if name not in options("policy"):
            raise unknown("policy", name, options("policy"))
        if name in POLICIES and name in files("policy"):
            raise UserError(
                f"policy: {files('policy')[name]} has the name of a policy module; "
                "give the preset a name of its own."
            )
    twice = [name for name in override.names if override.names.count(name) > 1]
    if twice:
        raise UserError(
            f"policy: {twice[0]!r} is listed twice; give one of them a name of its own: "
            f"+policy@policy.{twice[0]}_2={twice[0]}."
        )


def check_levers(levers: Sequence[Override], instances: Mapping[str, str]) -> None:
    """Refuse levers of policies that no scenario has, and levers that a policy lacks.

    Parameters
    ----------
    levers
        Overrides ``policy.<name>.<lever>=…`` and ``~policy.<name>``.
    instances
        Name → kind of every policy of any scenario.
    """
    lines: list[str] = []
    for override in levers:
        name, lever = str(override.policy), override.parts[2:]
        if name not in instances:
            lines.append(_absent(override, name, instances))
        elif lever and lever[0] == "kind":
            lines.append(f"{override.key}: write +policy@policy.{name}=<policy> to choose one.")
        elif lever:
            fields = POLICIES.get(instances[name]).model_fields
            names = [field for field in fields if field != "name"]
            if lever[0] not in names:
                lines.append(unknown_key(f"policy.{name}.{lever[0]}", override.value, names))
    if lines:
        raise UserError("\n".join(lines))


def _absent(override: Override, name: str, instances: Mapping[str, str]) -> str:
    close = [f"policy.{other}" for other in nearest(name, instances)]
    if close:
        hint = f" Did you mean {' or '.join(repr(other) for other in close)}?"
    elif name in options("policy"):
        hint = f" Add it with policy=[{name}]."
    else:
        listed = nearest(name, options("policy"))
        hint = f" Did you mean policy=[{listed[0]}]?" if listed else ""
    have = ", ".join(sorted(instances)) or "none"
    return f"{override.text}: no scenario has a policy {name!r}.{hint} Policies here: {have}."

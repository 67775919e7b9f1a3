"""What one run is: a validated city, horizon, seed, parameters and policies.

Everything a user wrote passes through here once. Whatever is wrong becomes one line of one
:class:`UserError`: the key, the value, what is allowed, the nearest valid name.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from pydantic import SerializeAsAny

from segsim.cities import CitySettings
from segsim.cities.layout import layout
from segsim.cities.table import read_table
from segsim.geography.boundaries import boundaries_of
from segsim.indices import INDICES
from segsim.model.checking import unknown_key, validated
from segsim.observation.requested import obstacle, recordable
from segsim.parameters import ModelParameters, parameter
from segsim.policies import POLICIES, Policy
from segsim.policies.targets import RULES, unknown_districts
from segsim.registry import UserError, unknown

MODEL_EPOCH = 6
"""Raised by hand whenever the same specification gives other results than before, or more."""

_BURN_IN_IGNORES = ("policy", "years", "observe", "driver")


class RunParameters(ModelParameters):
    """The parameter groups of all processes with horizon and seed."""

    years: int = parameter(20, "years to simulate", unit="years", low=1, high=200)
    start_year: int = parameter(
        2025, "calendar year of the city's table (year 0)", unit="year", low=1990, high=2100
    )
    seed: int = parameter(1, "seed of every random draw", low=0, high=2**53)


class Specification(RunParameters):
    """Everything that decides the result of one run, and nothing else."""

    city: CitySettings
    policies: dict[str, SerializeAsAny[Policy]]

    def parameters(self) -> ModelParameters:
        """Return the parameter groups alone."""
        return ModelParameters(
            **{name: getattr(self, name) for name in ModelParameters.model_fields}
        )

    def canonical(self) -> dict[str, Any]:
        """Return the validated configuration in plain JSON types.

        :func:`specification` of the result is this specification again, without the files that
        maps alone need: they decide nothing.
        """
        content = self.model_dump(mode="json", exclude={"city", "policies"})
        content["city"] = self.city.undrawn()
        content["policy"] = {
            name: {"kind": policy.kind, **policy.model_dump(mode="json", exclude={"name"})}
            for name, policy in sorted(self.policies.items())
        }
        return content

    def seeded(self, seed: int) -> "Specification":
        """Return the same with another seed."""
        return self.model_copy(update={"seed": seed})

    def key(self) -> str:
        """Return the name of this run's results: equal keys mean equal results."""
        return content_key(self.canonical(), self.city.fingerprint())

    def burn_in_key(self) -> str:
        """Return the name of the settled city that this run starts from.

        Burn-in knows neither policies nor drivers nor the horizon, so that all scenarios of a
        seed share one settled city. The start year belongs to it: lines that are open by then do.
        """
        content = self.canonical()
        for name in _BURN_IN_IGNORES:
            content.pop(name)
        return content_key(content, self.city.fingerprint())


def content_key(content: Mapping[str, Any], data: str) -> str:
    """Return a name for what decides a result: configuration, input data and model epoch."""
    whole = {"epoch": MODEL_EPOCH, "data": data, "configuration": content}
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def specification(config: Mapping[str, Any]) -> Specification:
    """Validate a composed configuration.

    Parameters
    ----------
    config
        Plain mappings, lists and scalars: ``city``, ``policy`` (instance name → ``kind`` and
        levers), ``years``, ``start_year``, ``seed`` and the groups of
        :class:`~segsim.parameters.ModelParameters`.

    Raises
    ------
    UserError
        One line for every problem found.
    """
    content = dict(config)
    city_content, policy_content = content.pop("city", {}), content.pop("policy", {})
    lines: list[str] = []
    city = _attempt(partial(validated, CitySettings, city_content, "city."), lines)
    if city is not None:
        _attempt(city.fingerprint, lines)
    if city is not None and not lines:
        _attempt(partial(boundaries_of, city), lines)
    policies = _attempt(partial(_policies, policy_content), lines)
    rest = _attempt(partial(validated, RunParameters, content), lines)
    if rest is not None:
        lines.extend(_observed(rest))
    if city is not None and policies is not None and not lines:
        lines.extend(_aimed(city, policies))
    if city is None or policies is None or rest is None or lines:
        raise UserError("\n".join(lines))
    groups = {name: getattr(rest, name) for name in RunParameters.model_fields}
    return Specification(**groups, city=city, policies=policies)


def _observed(run: RunParameters) -> list[str]:
    """Return a line for every index and year that cannot be recorded."""
    lines = [_unrecorded(name) for name in run.observe.indices if name not in recordable()]
    first, last = run.start_year, run.start_year + run.years
    lines += [
        f"observe.households_years: {year} is not allowed; allowed: years of the run, "
        f"{first} to {last}."
        for year in run.observe.households_years
        if not first <= year <= last
    ]
    return lines


def _unrecorded(name: str) -> str:
    """Say why an index cannot be recorded, and which can."""
    if name not in INDICES:
        return str(unknown("observe.indices", name, recordable()))
    return (
        f"observe.indices: {name!r} is not allowed: {obstacle(INDICES.get(name))}; compute it "
        f"from results with segsim.indices. Allowed: {', '.join(recordable())}."
    )


def _aimed(city: CitySettings, policies: Mapping[str, Policy]) -> list[str]:
    """Return a line for every district that a policy targets and the city does not have."""
    if all(policy.target in RULES for policy in policies.values()):
        return []
    empty = [name for name, policy in policies.items() if not policy.target]
    if empty:
        return [
            f"policy.{name}.target: the list is empty; {', '.join(RULES)}, or districts by name."
            for name in empty
        ]
    districts = [district.name for district in layout(city).districts]
    return [
        _missed(f"policy.{name}.target", missing, city, districts)
        for name, policy in policies.items()
        for missing in unknown_districts(policy.target, districts)
    ]


def _missed(key: str, missing: str, city: CitySettings, districts: list[str]) -> str:
    """Say that a city has no such district, or has none at its scale."""
    line = str(unknown(key, missing, (*RULES, *districts)))
    if city.kind == "grid" or missing not in {d.name for d in read_table(city.table_path)}:
        return line
    return (
        f"{line} With city.households={city.households} it is merged with a neighbour; more"
        " households keep it apart."
    )


def _attempt[Result](action: Callable[[], Result], lines: list[str]) -> Result | None:
    try:
        return action()
    except UserError as error:
        lines.append(str(error))
        return None


def _policies(content: Any) -> dict[str, Policy]:  # noqa: ANN401
    if not isinstance(content, Mapping):
        raise UserError(f"policy: {content!r} is not allowed; a list of names, e.g. policy=[tram].")
    lines: list[str] = []
    policies: dict[str, Policy] = {}
    for name, levers in content.items():
        policy = _attempt(partial(_policy, str(name), levers), lines)
        if policy is not None:
            policies[str(name)] = policy
    if lines:
        raise UserError("\n".join(lines))
    return policies


def _policy(name: str, levers: Any) -> Policy:  # noqa: ANN401
    if not isinstance(levers, Mapping) or "kind" not in levers:
        raise UserError(
            f"policy.{name}: {levers!r} is no policy; a preset file configs/policy/<preset>.yaml"
            " starts with the line '# @package policy.<preset>'."
        )
    kind = POLICIES.get(str(levers["kind"]))
    given = {str(key): value for key, value in levers.items() if key != "kind"}
    names = [field for field in kind.model_fields if field != "name"]  # the name is the key
    lines = [
        unknown_key(f"policy.{name}.{lever}", given[lever], names)
        for lever in given
        if lever not in names
    ]
    if lines:
        raise UserError("\n".join(lines))
    return validated(kind, {**given, "name": name}, f"policy.{name}.")

"""From the command line to the policies that a search combines, and to what each package is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from segsim.model.specification import Specification
from segsim.registry import UserError
from segsim.study.checks import is_run_key
from segsim.study.definition import (
    BASELINE,
    DEFAULT_STUDY,
    Definition,
    choose,
    load_definition,
)
from segsim.study.overrides import Override, parse, selected
from segsim.study.plan import Plan, chosen_behaviours, read, resolved
from segsim.study.scenarios import spread
from segsim.study.search.settings import REPLICATIONS
from segsim.study.search.space import Package, Space
from segsim.study.settings import LARGEST_SEED, RunSettings, run_settings

WHOLE = "whole"
"""The scenario that has every policy as it is given."""


@dataclass(frozen=True)
class Pool:
    """The policies of a search and the city in which they act.

    Attributes
    ----------
    name, title
        Of the study from which the search comes.
    settings
        Seeds of the search, results folder, workers.
    overrides
        What the baseline and the whole were composed from.
    specifications
        (``baseline`` or ``whole``, behaviour) → what a run is.
    notes
        What the user may want to know.
    """

    name: str
    title: str
    settings: RunSettings
    overrides: Mapping[str, Sequence[Override]]
    specifications: Mapping[tuple[str, str], Specification]
    notes: tuple[str, ...] = ()

    @property
    def one(self) -> Specification:
        """The baseline under the first behaviour."""
        return next(spec for (name, _), spec in self.specifications.items() if name == BASELINE)

    @property
    def policies(self) -> list[str]:
        """Names of the policies to combine."""
        whole = next(spec for (name, _), spec in self.specifications.items() if name == WHOLE)
        return sorted(whole.policies)

    @property
    def behaviours(self) -> list[str]:
        """Names of the behaviours under which every package runs."""
        return list(dict.fromkeys(behaviour for _, behaviour in self.specifications))

    @property
    def last(self) -> int:
        """The last calendar year of a run."""
        return self.one.start_year + self.one.years

    def moved(self, out: str) -> "Pool":
        """Return the same search with another results folder."""
        return replace(self, settings=self.settings.model_copy(update={"out": out}))

    def fresh_seeds(self, number: int) -> tuple[int, ...]:
        """Return seeds that the search did not use: those after its largest."""
        first = max(self.settings.every_seed) + 1
        if first + number - 1 > LARGEST_SEED:
            raise UserError(f"confirm: there are no {number} seeds above {first - 1}.")
        return tuple(range(first, first + number))

    def plan(
        self, space: Space, packages: Iterable[Package], seeds: Sequence[int], out: str, part: str
    ) -> Plan:
        """Return packages beside the baseline as a study of its own."""
        wanted = [(0,) * len(space.policies), *packages]
        named = {space.name(package): package for package in wanted}
        overrides = {name: self._texts(space, package) for name, package in named.items()}
        specifications = {
            (name, behaviour): self._specification(space, package, behaviour)
            for name, package in named.items()
            for behaviour in self.behaviours
        }
        definition = Definition(
            title=f"{self.title}: {part}",
            question="Which packages reach the target at the least price?",
            scenarios=overrides,
        )
        changed = {"seeds": tuple(seeds), "replications": None, "out": out}
        settings = self.settings.model_copy(update=changed)
        return Plan(self.name, definition, settings, overrides, specifications)

    def _specification(self, space: Space, package: Package, behaviour: str) -> Specification:
        """Return what a run of a package is: each policy at its share of the given strength."""
        base = self.specifications[BASELINE, behaviour]
        whole = self.specifications[WHOLE, behaviour].policies
        policies = {
            name: whole[name].model_copy(update={"intensity": _share(whole[name].intensity, n)})
            for name, n in zip(space.policies, package, strict=True)
            if n
        }
        return base.model_copy(update={"policies": policies})

    def _texts(self, space: Space, package: Package) -> tuple[str, ...]:
        """Return the overrides that compose a package, for the record of its study."""
        strengths = {name: n for name, n in zip(space.policies, package, strict=True) if n}
        if not strengths:
            return tuple(o.text for o in self.overrides[BASELINE])
        own = [o for o in self.overrides[WHOLE] if o.policy is None or o.policy in strengths]
        added = {o.policy for o in own if o.package is not None}
        listed = ",".join(name for name in strengths if name not in added)
        choice = f"policy=[{listed}]"
        whole = self.specifications[WHOLE, self.behaviours[0]].policies
        return (
            *(o.text if o.package or not o.chooses_policies else choice for o in own),
            *(
                f"policy.{name}.intensity={_share(whole[name].intensity, n):g}"
                for name, n in strengths.items()
            ),
        )


def _share(intensity: float, percent: int) -> float:
    return intensity if percent == 100 else intensity * percent / 100.0


def pool(texts: Sequence[str]) -> Pool:
    """Resolve the overrides of a search, without its own keys.

    Policies are those of ``policy=[…]``; without it those of all scenarios of the study, with
    their levers; where neither a study nor a policy is named those of the main study, in a city
    that is named with levers at their defaults.

    Raises
    ------
    UserError
        One line for every problem.
    """
    overrides = read(texts)
    given = {o.key: o.value for o in overrides if is_run_key(o)}
    _refuse(given)
    model = [o for o in overrides if not is_run_key(o)]
    name, definition, common, notes = choose(given.get("study"), model)
    if definition.model is not None:
        raise UserError(f"study: {name!r} is of a classical model, which has no policies.")
    seeds = {"replications": REPLICATIONS} if not {"seeds", "replications"} & set(given) else {}
    settings = run_settings({**given, **seeds}, definition.run_defaults)
    definition = _whole(definition, model)
    scenarios = spread(definition, common)
    specifications = resolved(scenarios, chosen_behaviours(settings, common))
    if any(specifications[BASELINE, b].policies for _, b in specifications):
        raise UserError(f"study: {name!r} has policies in every scenario; a search needs none.")
    found = Pool(name, definition.title or name, settings, scenarios, specifications, notes)
    whole = specifications[WHOLE, found.behaviours[0]].policies
    idle = [policy for policy, levers in whole.items() if levers.intensity <= 0.0]
    if idle:
        raise UserError(f"policy.{idle[0]}.intensity: 0 is not allowed: there is nothing to try.")
    return replace(found, name=f"{name}_search")


def _refuse(given: Mapping[str, Any]) -> None:
    for key in ("precision", "profile"):
        if given.get(key):
            raise UserError(f"{key}: a search does not take this key; see segsim search --help.")


def _whole(definition: Definition, model: Sequence[Override]) -> Definition:
    """Return a study of two scenarios: nothing, and every policy of the definition."""
    scenarios = {name: parse(texts) for name, texts in definition.scenarios.items()}
    everything = [o for own in scenarios.values() for o in own]
    names = list(dict.fromkeys(n for own in scenarios.values() for n in _listed(own)))
    if not names:
        if any(o.chooses_policies for o in model):
            raise UserError("policy: the list is empty; a search needs policies to combine.")
        names = main_policies()
    added = dict.fromkeys(o.text for o in everything if o.package is not None)
    levers = dict.fromkeys(o.text for o in everything if o.is_lever)
    _refuse_rivals([o for o in everything if o.is_lever])
    return definition.model_copy(
        update={
            "scenarios": {BASELINE: (), WHOLE: (f"policy=[{','.join(names)}]", *added, *levers)},
            "baseline": BASELINE,
        }
    )


def _listed(overrides: Sequence[Override]) -> list[str]:
    return selected([o for o in overrides if o.package is None])


def _refuse_rivals(levers: Sequence[Override]) -> None:
    """Refuse scenarios that give one lever two values: neither is the one to search."""
    values: dict[str, str] = {}
    for lever in levers:
        if values.setdefault(lever.key, lever.text) != lever.text:
            raise UserError(
                f"{lever.key}: scenarios of this study give it several values; choose policies "
                f"with policy=[…] and set it yourself."
            )


def main_policies() -> list[str]:
    """Return the policies of the main study."""
    definition = load_definition(DEFAULT_STUDY)
    own = [parse(texts) for texts in definition.scenarios.values()]
    return list(dict.fromkeys(name for overrides in own for name in _listed(overrides)))

"""What a command asks for, resolved: scenarios, behaviours, seeds, and the runs they need."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, Self

from segsim.model.specification import Specification
from segsim.registry import UserError, unknown
from segsim.study.catalogue import options, studies
from segsim.study.checks import check, is_run_key
from segsim.study.definition import Definition, choose, load_definition
from segsim.study.overrides import Override, parse, refuse_sweeps
from segsim.study.scenarios import resolve, spread
from segsim.study.settings import RunSettings, run_settings


class Specified(Protocol):
    """What one run is: everything that decides its result, and nothing else."""

    def seeded(self, seed: int) -> Self:
        """Return the same with another seed."""

    def canonical(self) -> dict[str, Any]:
        """Return it in plain JSON types, from which a worker process makes it again."""

    def key(self) -> str:
        """Return the name of its results: equal keys mean equal results."""


@dataclass(frozen=True, slots=True)
class Run:
    """One replication of one scenario under one behaviour."""

    scenario: str
    behaviour: str
    seed: int
    specification: Specified
    key: str

    @property
    def label(self) -> str:
        """Scenario, behaviour and seed, for messages."""
        return f"{self.scenario}, {self.behaviour}, seed {self.seed}"


@dataclass(frozen=True)
class Plan:
    """A study with everything resolved and validated: nothing in it can be a user's mistake."""

    name: str
    definition: Definition
    settings: RunSettings
    overrides: Mapping[str, tuple[str, ...]]  # scenario → what was composed
    specifications: Mapping[tuple[str, str], Specified]  # (scenario, behaviour)
    notes: tuple[str, ...] = field(default=())

    @property
    def out(self) -> Path:
        """The results folder."""
        return Path(self.settings.out or f"results/{self.name}")

    @property
    def classic(self) -> str | None:
        """The classical model of which the study is, None for a city."""
        return self.definition.model

    @property
    def scenarios(self) -> list[str]:
        """Names of the scenarios, the study's order."""
        return list(self.overrides)

    @property
    def behaviours(self) -> list[str]:
        """Names of the behaviours."""
        return list(dict.fromkeys(behaviour for _, behaviour in self.specifications))

    def moved(self, out: str) -> "Plan":
        """Return the same study with another results folder."""
        return replace(self, settings=self.settings.model_copy(update={"out": out}))

    def replicated(self, replications: int) -> "Plan":
        """Return the same study with another number of replications."""
        changed = self.settings.model_copy(update={"replications": replications})
        return replace(self, settings=changed)

    @cached_property
    def runs(self) -> list[Run]:
        """Every run, seed by seed, so that the scenarios of a seed stand together."""
        return list(self._runs())

    def _runs(self) -> Iterator[Run]:
        for seed in self.settings.every_seed:
            for (scenario, behaviour), base in self.specifications.items():
                seeded = base.seeded(seed)
                yield Run(scenario, behaviour, seed, seeded, seeded.key())


def plan(texts: Sequence[str], *, rehearse: bool = True) -> Plan:
    """Resolve a command line.

    Parameters
    ----------
    texts
        Overrides as typed after ``segsim run``.
    rehearse
        Let the scenarios of a classical model start, to hear what the model itself refuses.

    Raises
    ------
    UserError
        One line for every problem.
    """
    overrides = parse(texts)
    refuse_sweeps(overrides)
    classic = _of_a_classic(overrides, rehearse=rehearse)
    if classic is not None:
        return classic
    check(overrides)
    given = {o.key: o.value for o in overrides if is_run_key(o)}
    name, definition, common, notes = choose(
        given.get("study"), [o for o in overrides if not is_run_key(o)]
    )
    settings = run_settings(given, definition.run_defaults)
    scenarios = spread(definition, common)
    behaviours = chosen_behaviours(settings, common)
    specifications = resolved(scenarios, behaviours)
    composed = {scenario: tuple(o.text for o in mine) for scenario, mine in scenarios.items()}
    return Plan(name, definition, settings, composed, specifications, notes)


def _of_a_classic(overrides: list[Override], *, rehearse: bool) -> Plan | None:
    """Resolve the overrides of a study of a classical model; None when they are of another."""
    named = [o.value for o in overrides if o.key == "study" and o.action != "remove"]
    name = str(named[-1]) if named else ""
    if name not in studies():
        return None
    definition = load_definition(name)
    if definition.model is None:
        return None
    from segsim.study.classics import scenarios  # noqa: PLC0415 - loads kernels

    found = scenarios.resolved(name, definition, overrides, rehearse=rehearse)
    specifications = {(s, found.model): spec for s, spec in found.specifications.items()}
    return Plan(
        name, found.definition, found.settings, found.overrides, specifications, found.notes
    )


def resolved(
    scenarios: Mapping[str, list[Override]], behaviours: tuple[str | None, ...]
) -> dict[tuple[str, str], Specification]:
    """Resolve every scenario under every behaviour; a problem is told once."""
    found: dict[tuple[str, str], Specification] = {}
    lines: list[str] = []
    for scenario, mine in scenarios.items():
        for behaviour in behaviours:
            try:
                resolved = resolve(mine, behaviour)
                found[scenario, behaviour or resolved.behaviour.name] = resolved
            except UserError as error:
                lines.extend(str(error).split("\n"))
    if lines:
        raise UserError("\n".join(dict.fromkeys(lines)))
    return found


def read(texts: Sequence[str]) -> list[Override]:
    """Parse and check overrides as typed."""
    overrides = parse(texts)
    refuse_sweeps(overrides)
    check(overrides)
    return overrides


def chosen_behaviours(settings: RunSettings, common: Sequence[Override]) -> tuple[str | None, ...]:
    """Return the behaviours under which every scenario runs; None is the one it names itself."""
    if settings.behaviours is None:
        return (None,)
    if any(o.key == "behaviour" for o in common):
        raise UserError("behaviour: give behaviour=<name> or behaviours=[…], not both.")
    names = options("behaviour")
    if not settings.behaviours:
        raise UserError(f"behaviours: the list is empty; allowed: {', '.join(names)}.")
    for name in settings.behaviours:
        if name not in names:
            raise unknown("behaviours", name, names)
    return tuple(dict.fromkeys(settings.behaviours))


def single(texts: Sequence[str]) -> Specification:
    """Resolve the overrides of one model: no study, one seed."""
    overrides = read(texts)
    wrong = [o for o in overrides if is_run_key(o) and o.key != "seed"]
    if wrong:
        raise UserError(
            f"{wrong[0].text}: this key belongs to a study; one model takes city, policy, "
            "driver, behaviour, years, start_year, seed and parameters."
        )
    alone = spread(Definition(scenarios={"baseline": tuple(o.text for o in overrides)}), [])
    return resolve(alone["baseline"], None)

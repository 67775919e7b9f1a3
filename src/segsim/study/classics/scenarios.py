"""From the declaration of a study of a classical model, and overrides, to its scenarios."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from segsim.model.checking import unknown_key, validated
from segsim.registry import UserError
from segsim.study.catalogue import study_file
from segsim.study.checks import declared as city_keys
from segsim.study.checks import is_run_key
from segsim.study.classics.classic import Classic
from segsim.study.classics.models import classic
from segsim.study.classics.parameters import declared
from segsim.study.classics.specification import ClassicRun
from segsim.study.definition import Definition
from segsim.study.overrides import Override, parse, refuse_sweeps
from segsim.study.progress import REHEARSING, Patience
from segsim.study.settings import AUTO, KEYS, RunSettings, run_settings

OF_CITIES = {
    "precision": "it is a precision of effects in a city; give replications=<number>",
    "behaviours": "rival behaviours are of cities",
    "profile": "it times the processes of a city's year",
}
"""Keys of the study that make no sense for a classical model, and why."""
REPLICATIONS = ("seed", "seeds", "replications")


@dataclass(frozen=True, slots=True)
class Resolved:
    """A study of a classical model with everything validated."""

    model: str
    definition: Definition
    settings: RunSettings
    overrides: Mapping[str, tuple[str, ...]]
    specifications: Mapping[str, ClassicRun]
    notes: tuple[str, ...] = ()

    def renamed(self, names: Mapping[str, str], note: str) -> "Resolved":
        """Return the study with other names of scenarios; of those with one name the first."""
        first = {new: old for old, new in reversed(list(names.items()))}
        kept = [old for old, new in names.items() if first[new] == old]
        changes = {
            "scenarios": {names[old]: self.definition.scenarios[old] for old in kept},
            "baseline": names[self.definition.baseline],
        }
        return replace(
            self,
            definition=self.definition.model_copy(update=changes),
            overrides={names[old]: self.overrides[old] for old in kept},
            specifications={names[old]: self.specifications[old] for old in kept},
            notes=(f"{note}: {', '.join(names[old] for old in kept)}.",),
        )


def resolved(
    name: str, definition: Definition, overrides: list[Override], *, rehearse: bool
) -> Resolved:
    """Resolve a study of a classical model.

    Parameters
    ----------
    name, definition
        The study as its file declares it.
    overrides
        As typed; those of parameters apply to all scenarios.
    rehearse
        Let every scenario start, to hear what the model itself refuses.

    Raises
    ------
    UserError
        One line for every problem; nothing has been written.
    """
    model = _model(name, definition)
    common = [o for o in overrides if not is_run_key(o)]
    _check(overrides, model, f"study={name}")
    given = {o.key: o.value for o in overrides if is_run_key(o)}
    settings = _settings(given, definition, model)
    base = _declared(definition.base, "base", model)
    own = {s: _declared(texts, f"scenario {s}", model) for s, texts in definition.scenarios.items()}
    whole = {scenario: [*base, *mine, *common] for scenario, mine in own.items()}
    texts = {scenario: tuple(o.text for o in every) for scenario, every in whole.items()}
    with Patience(REHEARSING):
        runs = _runs(whole, model, rehearse=rehearse)
    found = Resolved(model.name, definition, settings, texts, runs)
    apart = list(dict.fromkeys(o.key for mine in own.values() for o in mine))
    alike = [key for key in apart if key in {o.key for o in common}]
    if not alike:
        return found
    first = next(iter(runs.values())).setting
    differ = [key for key in apart if any(run.setting[key] != first[key] for run in runs.values())]
    names = {scenario: _name_of(run, differ or alike) for scenario, run in runs.items()}
    return found.renamed(names, f"{' and '.join(alike)} given for all scenarios; they are now")


def _model(name: str, definition: Definition) -> Classic:
    try:
        return classic(str(definition.model))
    except UserError as error:
        raise UserError(f"{study_file(name)}: {error}") from None


def _declared(texts: tuple[str, ...], where: str, model: Classic) -> list[Override]:
    try:
        overrides = parse(texts)
        refuse_sweeps(overrides)
        _check(overrides, model, where)
    except UserError as error:
        raise UserError("\n".join(f"{where}: {line}" for line in str(error).split("\n"))) from None
    wrong = [o.text for o in overrides if is_run_key(o)]
    if wrong:
        raise UserError(f"{where}: {wrong[0]}: this key belongs to the study as a whole.")
    return overrides


def _check(overrides: list[Override], model: Classic, where: str) -> None:
    """Refuse every key that is not one of the study or of the model; one line each."""
    names = list(declared(model.name).model_fields)
    lines = []
    for override in overrides:
        key, first = override.key, override.parts[0]
        if override.action == "remove" or override.package is not None:
            lines.append(
                f"{override.text}: only policies can be removed or named; write key=value."
            )
        elif is_run_key(override) or key in names:
            continue
        elif first in names:
            lines.append(f"{key}: {first} is one value and has no {override.parts[1]!r}.")
        elif first in city_keys():
            lines.append(
                f"{override.text}: this is a key of cities, and {where} is of the classical model "
                f"{model.name}. Allowed: {', '.join(sorted(names))}."
            )
        else:
            here = [*names, *(name for name in KEYS if name not in OF_CITIES)]
            lines.append(unknown_key(key, override.value, here))
    if lines:
        raise UserError("\n".join(lines))


def _settings(given: dict[str, Any], definition: Definition, model: Classic) -> RunSettings:
    own = definition.run_defaults
    reasons = dict(OF_CITIES)
    if not model.draws:
        why = f"{model.name} draws nothing at random, and every replication would be the same"
        reasons |= dict.fromkeys(REPLICATIONS, why)
        own.pop("seed")  # a study that says nothing has one, too
    whole = {**own, **given}
    shown = {k: list(v) if isinstance(v, tuple) else v for k, v in whole.items()}
    lines = [f"{k}: {shown[k]!r} is not allowed: {w}." for k, w in reasons.items() if k in shown]
    if shown.get("replications") == AUTO and "replications" not in reasons:
        lines.append(f"replications: {AUTO!r} is not allowed: {OF_CITIES['precision']}.")
    if lines:
        raise UserError("\n".join(lines))
    return run_settings(given, own if model.draws else {"replications": 1})


def _runs(
    scenarios: Mapping[str, list[Override]], model: Classic, *, rehearse: bool
) -> dict[str, ClassicRun]:
    """Validate the parameters of every scenario; a problem is told once."""
    found: dict[str, ClassicRun] = {}
    lines: list[str] = []
    for scenario, overrides in scenarios.items():
        try:
            content = {o.key: o.value for o in overrides}
            run = ClassicRun(model.name, validated(declared(model.name), content))
            if rehearse:
                run.rehearse()
            found[scenario] = run
        except UserError as error:
            lines.extend(str(error).split("\n"))
    if lines:
        raise UserError("\n".join(dict.fromkeys(lines)))
    return found


def _name_of(run: ClassicRun, keys: list[str]) -> str:
    """Return a scenario's name made of the values that tell scenarios apart."""
    parts = [f"{key}_{_text(run.setting[key])}" for key in keys]
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", "_".join(parts))


def _text(value: object) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)  # type: ignore[call-overload]

"""What a study is: a question, common overrides, and scenarios as name → overrides."""

import re
from typing import Any, Self

import yaml
from pydantic import field_validator, model_validator

from segsim.model.checking import validated
from segsim.parameters import Parameters, parameter
from segsim.registry import UserError
from segsim.study.catalogue import study_file
from segsim.study.labels import readable
from segsim.study.overrides import Override, selected
from segsim.study.settings import Replications, counted

DEFAULT_STUDY = "tampere_policies"
DEFAULT_CITY = "tampere"
BASELINE = "baseline"
POLICY = "policy"

QUOTE = "An override with commas or brackets stands in quotes: 'policy=[tram]'."

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


class Definition(Parameters):
    """One study, as `experiments/<study>/study.yaml` declares it."""

    title: str = parameter("", "what the study is called in tables and figures")
    question: str = parameter("", "what it asks")
    title_fi: str = parameter("", "the title in Finnish, on pages in Finnish")
    question_fi: str = parameter("", "the question in Finnish")
    model: str | None = parameter(None, "a classical model, instead of a city")
    base: tuple[str, ...] = parameter((), "overrides of every scenario")
    scenarios: dict[str, tuple[str, ...]] = parameter({BASELINE: ()}, "name → overrides")
    baseline: str = parameter(BASELINE, "the scenario that the others are compared with")
    seed: int = parameter(1, "first seed", low=0, high=2**53)
    seeds: tuple[int, ...] | None = parameter(None, "explicit seeds")
    replications: Replications = parameter(None, "number of seeds, or auto")
    precision: float | None = parameter(
        None, "replications are added until intervals are as narrow", low=1e-6, high=1
    )
    behaviours: tuple[str, ...] | None = parameter(None, "rival behaviours, each for itself")

    _counted = field_validator("replications")(counted)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.baseline not in self.scenarios:
            raise ValueError(
                f"baseline: there is no scenario {self.baseline!r}; "
                f"scenarios: {', '.join(self.scenarios) or 'none'}"
            )
        for name in self.scenarios:
            if not _SLUG.fullmatch(name):
                raise ValueError(
                    f"scenarios: the name {name!r} is not allowed; letters a to z, digits, _ . -"
                )
        return self

    @property
    def run_defaults(self) -> dict[str, Any]:
        """What the study itself says about seeds and behaviours."""
        names = ("seed", "seeds", "replications", "precision", "behaviours")
        return {name: getattr(self, name) for name in names if getattr(self, name) is not None}


def load_definition(name: str) -> Definition:
    """Read a study by name.

    Raises
    ------
    UserError
        For a name that does not exist or a file that is not a study, with its path.
    """
    path = study_file(name)
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - a safe one
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: this is not readable as YAML: {_flat(error)}. {QUOTE}") from None
    if content is None:
        raise UserError(f"{path}: the file is empty; a study has at least base: or scenarios:.")
    try:
        return validated(Definition, _texts(content))
    except UserError as error:
        raise UserError("\n".join(f"{path}: {line}" for line in str(error).split("\n"))) from None


class _Loader(yaml.SafeLoader):
    """Reads YAML and refuses a key given twice, of which plain YAML keeps the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return the mapping of a node."""
        names = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        for name in names:
            if names.count(name) > 1:
                raise yaml.YAMLError(f"row {node.start_mark.line + 1}: {name!r} stands there twice")
        return super().construct_mapping(node, deep)


def _flat(error: Exception) -> str:
    return " ".join(str(error).split())


def _texts(content: Any) -> Any:  # noqa: ANN401
    """Let a scenario without overrides stand as an empty entry."""
    if isinstance(content, dict) and isinstance(content.get("scenarios"), dict):
        scenarios = {
            str(name): [] if overrides is None else overrides
            for name, overrides in content["scenarios"].items()
        }
        for name, overrides in scenarios.items():
            if not isinstance(overrides, list) or not all(isinstance(o, str) for o in overrides):
                raise UserError(
                    f"scenarios.{name}: {overrides!r} is not allowed; a list of overrides. {QUOTE}"
                )
        return {**content, "scenarios": scenarios}
    return content


def choose(
    study: Any,  # noqa: ANN401
    overrides: list[Override],
) -> tuple[str, Definition, list[Override], tuple[str, ...]]:
    """Find the study that a command means.

    With none of study, city and policy it is the main study. Without a study, a choice of
    policies gives the scenarios ``baseline`` and ``policy``, no policy ``baseline`` alone, and
    the city is Tampere where none is named. A study given together with ``policy=[…]`` lends
    its city, horizon and seeds to these two scenarios.

    Parameters
    ----------
    study
        The value of ``study=``, or None.
    overrides
        The overrides of the model.

    Returns
    -------
    tuple
        The study's name (of its results folder), its definition, the overrides that reach
        all scenarios, and notes for the user.
    """
    lists = [o for o in overrides if o.chooses_policies]
    city = next((o.names[0] for o in reversed(overrides) if o.key == "city" and o.names), None)
    if study is None and not lists and city is None:
        study = DEFAULT_STUDY
    if study is None:
        scenarios, common = split_policies(overrides)
        base = () if city is not None else (f"city={DEFAULT_CITY}",)
        place, policies = city or DEFAULT_CITY, selected(lists)
        title = f"{readable(place)}: {', '.join(policies) or BASELINE}"
        definition = Definition(title=title, base=base, scenarios=scenarios)
        return "_".join([place, *policies])[:80], definition, common, ()
    name, definition = str(study), load_definition(str(study))
    if all(o.package is not None for o in lists):
        return name, definition, overrides, ()
    scenarios, common = split_policies(overrides)
    note = (
        f"policy= replaces the scenarios of {name} by {' and '.join(scenarios)}; "
        "city, horizon and seeds stay the study's."
    )
    changed = {"scenarios": scenarios, "baseline": BASELINE}
    return name, definition.model_copy(update=changed), common, (note,)


def split_policies(
    overrides: list[Override],
) -> tuple[dict[str, tuple[str, ...]], list[Override]]:
    """Return the scenarios of a choice of policies, and the overrides that reach all of them."""
    lists = [o for o in overrides if o.chooses_policies]
    scenarios: dict[str, tuple[str, ...]] = {BASELINE: ()}
    if selected(lists):
        scenarios[POLICY] = tuple(o.text for o in lists)
    return scenarios, [o for o in overrides if not o.chooses_policies]

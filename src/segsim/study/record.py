"""`study.yaml` in a results folder: what the study is, resolved, and which runs belong to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from segsim.registry import UserError
from segsim.study.provenance import installed
from segsim.study.store import write_text

if TYPE_CHECKING:  # reading results must not load the model
    from segsim.study.plan import Plan

FILE = "study.yaml"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where it was built
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


@dataclass(frozen=True, slots=True)
class RunRecord:
    """Which run is which: its results are in ``runs/<key>``."""

    scenario: str
    behaviour: str
    seed: int
    key: str


@dataclass(frozen=True, slots=True)
class StudyRecord:
    """A study as its results folder describes it."""

    name: str
    title: str
    question: str
    baseline: str
    city: str
    start_year: int
    years: int
    scenarios: tuple[str, ...]
    behaviours: tuple[str, ...]
    seeds: tuple[int, ...]
    runs: tuple[RunRecord, ...]
    model: str | None = None  # a classical model; None for a city
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Parameters of a classical model by scenario."""
    overrides: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What each scenario is, as written on a command line."""
    place: str = ""  # the key of the city
    title_fi: str = ""
    question_fi: str = ""

    def called(self, language: str) -> str:
        """Return the title in a language, as it is where the study has none in that."""
        return self.title_fi if language == "fi" and self.title_fi else self.title


def write_study(plan: "Plan") -> None:
    """Write the resolved study into its results folder."""
    first = next(iter(plan.specifications.values())).canonical()
    scenarios = {}
    for name in plan.scenarios:
        mine = plan.specifications[name, plan.behaviours[0]].canonical()
        scenarios[name] = {
            "overrides": list(plan.overrides[name]),
            "differs": differences(first, mine),
        }
    content = {
        "study": plan.name,
        **({} if plan.classic is None else {"model": plan.classic}),
        "title": plan.definition.title or plan.name,
        "question": plan.definition.question,
        **_in_finnish(plan),
        "baseline": plan.definition.baseline,
        "segsim": installed("segsim"),
        "behaviours": plan.behaviours,
        "seeds": list(plan.settings.every_seed),
        "scenarios": scenarios,
        "configuration": {k: v for k, v in first.items() if k != "seed"},
        "runs": [
            {"scenario": r.scenario, "behaviour": r.behaviour, "seed": r.seed, "key": r.key}
            for r in plan.runs
        ],
    }
    header = "# Written by segsim: the resolved study. `configuration` is the first scenario's.\n"
    text = yaml.dump(content, Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=100)
    write_text(plan.out / FILE, header + text)
    if plan.classic is None:
        from segsim.study.atlas import keep_boundaries  # noqa: PLC0415 - loads the model

        keep_boundaries(plan)


def _in_finnish(plan: "Plan") -> dict[str, str]:
    """Return title and question in Finnish, where the study has them."""
    texts = {"title_fi": plan.definition.title_fi, "question_fi": plan.definition.question_fi}
    return {name: text for name, text in texts.items() if text}


def differences(base: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return what ``other`` holds that ``base`` does not, nested as it stands."""
    result: dict[str, Any] = {}
    for key, value in other.items():
        if isinstance(value, Mapping) and isinstance(base.get(key), Mapping):
            inner = differences(base[key], value)
            if inner:
                result[key] = inner
        elif key not in base or base[key] != value:
            result[key] = value
    return result


def read_study(out: Path) -> StudyRecord:
    """Read the study of a results folder.

    Raises
    ------
    UserError
        When the folder holds no study.
    """
    path = out / FILE
    if out.is_file():
        raise UserError(f"{out}: this is a file; give the results folder.{_nearby(out)}")
    if not out.is_dir():
        raise UserError(f"there is no results folder {str(out)!r}.{_nearby(out)}")
    if not path.is_file():
        raise UserError(f"{out}: this is no results folder: it has no {FILE}.{_nearby(out)}")
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), _LOADER)  # noqa: S506 - a safe one
        return StudyRecord(
            name=content["study"],
            title=content["title"],
            question=content["question"],
            baseline=content["baseline"],
            scenarios=tuple(content["scenarios"]),
            behaviours=tuple(content["behaviours"]),
            seeds=tuple(content["seeds"]),
            runs=tuple(RunRecord(**run) for run in content["runs"]),
            overrides={n: tuple(s["overrides"]) for n, s in content["scenarios"].items()},
            title_fi=content.get("title_fi", ""),
            question_fi=content.get("question_fi", ""),
            **_modelled(content),
        )
    except KeyError as error:
        raise UserError(
            f"{path}: this is not a study that segsim wrote: {error} is missing."
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError, TypeError, AttributeError) as error:
        told = isinstance(error, yaml.YAMLError)
        reason = " ".join(str(error).split()) if told else "its content has another form"
        raise UserError(f"{path}: this is not a study that segsim wrote: {reason}.") from None


def _modelled(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said of the city, or of the classical model and its parameters."""
    configuration = content["configuration"]
    if content.get("model") is None:
        city = configuration["city"]
        return {
            "city": city["title"] or city["name"],
            "place": city["name"],
            "start_year": configuration["start_year"],
            "years": configuration["years"],
        }
    first = configuration["parameters"]
    settings = {
        name: {**first, **scenario["differs"].get("parameters", {})}
        for name, scenario in content["scenarios"].items()
    }
    return {
        "city": "",
        "start_year": 0,
        "years": 0,
        "model": str(content["model"]),
        "settings": settings,
    }


def _nearby(out: Path) -> str:
    """Name the results folders beside or below a place that is none."""
    places = [out, out.parent, Path("results")]
    found = [p.parent for place in places if place.is_dir() for p in place.glob(f"*/{FILE}")]
    names = sorted({str(path) for path in found})
    return f" Results folders here: {', '.join(names)}." if names else ""

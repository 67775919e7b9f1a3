"""`segsim list`: one line each, the name, two spaces, a sentence."""

from collections.abc import Callable
from pathlib import Path

from segsim.cities import list_cities
from segsim.cli.parser import Parser
from segsim.indices import INDICES
from segsim.registry import sentence, unknown
from segsim.study import catalogue
from segsim.study.definition import load_definition


def _studies() -> dict[str, str]:
    return {name: load_definition(name).title or name for name in catalogue.studies()}


def _benchmarks() -> dict[str, str]:
    from segsim.validation.runs import ALL_PATTERNS, benchmarks  # noqa: PLC0415 - loads the engine

    chosen = [*benchmarks(), *benchmarks([ALL_PATTERNS])]
    return {one.name: f"{one.title} ({one.source})" for one in chosen}


def _headlines(files: dict[str, Path]) -> dict[str, str]:
    return {name: catalogue.headline(path) for name, path in files.items()}


KINDS: dict[str, Callable[[], dict[str, str]]] = {
    "policies": catalogue.policies,
    "presets": lambda: _headlines(catalogue.presets()),
    "cities": lambda: dict(list_cities()),
    "indices": lambda: {name: sentence(index) for name, index in INDICES.items()},
    "drivers": lambda: _headlines(catalogue.files("driver")),
    "behaviours": lambda: _headlines(catalogue.files("behaviour")),
    "studies": _studies,
    "benchmarks": _benchmarks,
}


def command(arguments: list[str]) -> int:
    """Run the verb."""
    parser = Parser("list", "List what can be chosen by name.", f"kinds: {', '.join(KINDS)}")
    parser.add_argument("kind", metavar="KIND")
    kind = parser.read(arguments).kind
    if kind not in KINDS:
        raise unknown("list", kind, KINDS)
    items = KINDS[kind]()
    for name, text in items.items():
        print(f"{name}  {text}".rstrip())
    if not items:
        print(f"no {kind} are shipped yet")
    return 0

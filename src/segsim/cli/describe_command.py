"""`segsim describe`: the resolved model, its schedule and its parameters."""

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import BaseModel

from segsim.cities import CitySettings
from segsim.cli.parser import Parser
from segsim.model import SCHEDULE
from segsim.model.specification import RunParameters, Specification
from segsim.parameters import ASSUMPTION, Described, ModelParameters, describe
from segsim.registry import sentence
from segsim.study.plan import Plan, plan

HEAD = ("parameter", "value", "default", "unit", "bounds", "meaning [source]")
LONGEST = 24


class Row(NamedTuple):
    """A parameter as declared and set, with what it is when nobody sets it."""

    declared: Described
    default: object


def command(arguments: list[str]) -> int:
    """Run the verb."""
    parser = Parser("describe", "Print the model that the overrides of a run give.")
    parser.add_argument("overrides", nargs="*", metavar="key=value")
    study = plan(parser.read(arguments).overrides, rehearse=False)
    if study.classic is None:
        lines = described(study)
    else:
        from segsim.cli.describe_classic import described_classic  # noqa: PLC0415 - loads kernels

        lines = described_classic(study)
    for line in lines:
        print(line)
    return 0


def described(study: Plan) -> Iterator[str]:
    """Yield the description, line by line."""
    first = _cities(study)[0]
    seeds = study.settings.every_seed
    yield from heading(study)
    yield f"city: {first.city.name}; years: {first.start_year}-{first.start_year + first.years}"
    yield f"behaviours: {', '.join(study.behaviours)}; seeds: {', '.join(map(str, seeds))}"
    if study.settings.precision is not None:
        yield f"more seeds follow until intervals are within ±{study.settings.precision:g}"
    yield from scenarios(study)
    yield ""
    yield "Schedule of a year"
    for position, process in enumerate(SCHEDULE, 1):
        yield f"  {position:>2}  {process.__name__}  {sentence(process)}"
    yield ""
    yield "Parameters"
    yield from table(_model_rows(first))
    for name, policy in policies(study).items():
        yield ""
        yield f"Policy {name}: {sentence(policy[0])}"
        yield from table(policy[1])


def heading(study: Plan) -> Iterator[str]:
    """Yield what the study is called and what it asks."""
    yield study.definition.title or study.name
    if study.definition.question:
        yield study.definition.question.strip()


def scenarios(study: Plan) -> Iterator[str]:
    """Yield every scenario with its overrides."""
    yield ""
    yield "Scenarios"
    for name in study.scenarios:
        yield f"  {name}  {' '.join(study.overrides[name])}"


def _cities(study: Plan) -> list[Specification]:
    return [spec for spec in study.specifications.values() if isinstance(spec, Specification)]


def _model_rows(spec: Specification) -> list[Row]:
    run = [row for row in describe(spec) if row.key in {"years", "start_year", "seed"}]
    fields = RunParameters.model_fields
    rows = [Row(row, fields[row.key].default) for row in run]
    rows += _rows(spec.city, CitySettings.model_construct(), "city.")
    return rows + _rows(spec.parameters(), ModelParameters(), "")


def _rows(group: BaseModel, plain: BaseModel, prefix: str) -> list[Row]:
    """Return the parameters of a group beside those of the same group without changes."""
    defaults = {row.key: row.value for row in describe(plain, prefix)}
    return [Row(row, defaults.get(row.key)) for row in describe(group, prefix) if row.description]


def policies(study: Plan) -> dict[str, tuple[object, list[Row]]]:
    """Return every policy of any scenario with its levers, by name."""
    found: dict[str, tuple[object, list[Row]]] = {}
    for spec in _cities(study):
        for name, policy in spec.policies.items():
            kind = type(policy)
            rows = _rows(policy, kind.model_construct(), f"policy.{name}.")
            found.setdefault(
                name, (kind, [r for r in rows if not r.declared.key.endswith(".name")])
            )
    return found


def table(rows: list[Row]) -> Iterator[str]:
    """Yield aligned lines: key, value, default, unit, bounds, meaning, source."""
    cells = [HEAD, *(_cells(row) for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(5)]
    for row in cells:
        start = "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False))
        yield f"  {start}  {row[5]}".rstrip()


def _cells(row: Row) -> tuple[str, ...]:
    declared = row.declared
    low = "" if declared.low is None else _value(declared.low)
    high = "" if declared.high is None else _value(declared.high)
    bounds = f"{low} … {high}" if low or high else ""
    figure = not isinstance(declared.value, str) or declared.source != ASSUMPTION
    source = f" [{declared.source}]" if figure else ""  # a name is no assumption
    values = (_value(declared.value), _value(row.default))
    return (declared.key, *values, declared.unit, bounds, f"{declared.description}{source}")


def _value(value: object) -> str:
    if isinstance(value, tuple | list):
        text = "[" + ", ".join(_value(item) for item in value) + "]"
        return text if len(text) <= LONGEST else f"[… {len(value)} values]"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:g}"
    text = "-" if value is None or value == "" else str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"

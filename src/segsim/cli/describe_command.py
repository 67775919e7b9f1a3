"""`segsim describe`: the resolved model, its schedule and its parameters."""

from collections.abc import Iterator

from segsim.cli.parser import Parser
from segsim.model import SCHEDULE
from segsim.model.specification import Specification
from segsim.parameters import Described, describe
from segsim.registry import sentence
from segsim.study.plan import Plan, plan

HEAD = ("parameter", "value", "unit", "bounds", "source", "meaning")


def command(arguments: list[str]) -> int:
    """Run the verb."""
    parser = Parser("describe", "Print the model that the overrides of a run give.")
    parser.add_argument("overrides", nargs="*", metavar="key=value")
    study = plan(parser.read(arguments).overrides)
    for line in described(study):
        print(line)
    return 0


def described(study: Plan) -> Iterator[str]:
    """Yield the description, line by line."""
    first = next(iter(study.specifications.values()))
    seeds = study.settings.every_seed
    yield study.definition.title or study.name
    if study.definition.question:
        yield study.definition.question.strip()
    yield f"city: {first.city.name}; years: {first.start_year}-{first.start_year + first.years}"
    yield f"behaviours: {', '.join(study.behaviours)}; seeds: {', '.join(map(str, seeds))}"
    yield ""
    yield "Scenarios"
    for name in study.scenarios:
        yield f"  {name}  {' '.join(study.overrides[name])}"
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


def _model_rows(spec: Specification) -> list[Described]:
    rows = [row for row in describe(spec.city, "city.") if row.description]
    run = [row for row in describe(spec) if row.key in {"years", "start_year", "seed"}]
    return [*run, *rows, *describe(spec.parameters())]


def policies(study: Plan) -> dict[str, tuple[object, list[Described]]]:
    """Return every policy of any scenario with its levers, by name."""
    found: dict[str, tuple[object, list[Described]]] = {}
    for spec in study.specifications.values():
        for name, policy in spec.policies.items():
            rows = [r for r in describe(policy, f"policy.{name}.") if not r.key.endswith(".name")]
            found.setdefault(name, (type(policy), rows))
    return found


def table(rows: list[Described]) -> Iterator[str]:
    """Yield aligned lines: key, value, unit, bounds, source, meaning."""
    cells = [HEAD, *(_cells(row) for row in rows)]
    widths = [min(max(len(row[i]) for row in cells), 28) for i in range(len(HEAD) - 2)]
    widths[0] = max(len(row[0]) for row in cells)
    for row in cells:
        start = "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False))
        yield f"  {start}  {row[5]} [{row[4]}]".rstrip()


def _cells(row: Described) -> tuple[str, ...]:
    low = "" if row.low is None else f"{row.low:g}"
    high = "" if row.high is None else f"{row.high:g}"
    bounds = f"{low} … {high}" if low or high else ""
    value = _value(row.value)
    return (row.key, value, row.unit, bounds, row.source, row.description)


def _value(value: object) -> str:
    if isinstance(value, tuple):
        text = "[" + ", ".join(_value(item) for item in value) + "]"
        return text if len(text) <= 28 else f"[… {len(value)} values]"
    if value is None:
        return "-"
    return f"{value:g}" if isinstance(value, float) else str(value)

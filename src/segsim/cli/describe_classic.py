"""`segsim describe` of a study of a classical model: what it is, and its parameters."""

from collections.abc import Iterator

from segsim.cli.describe_command import Row, heading, scenarios, table
from segsim.parameters import describe
from segsim.registry import sentence
from segsim.study.classics.models import classic
from segsim.study.classics.parameters import declared
from segsim.study.classics.specification import ClassicRun
from segsim.study.plan import Plan
from segsim.validation.runs import benchmarks


def described_classic(study: Plan) -> Iterator[str]:
    """Yield the description, line by line; values are those of the baseline."""
    model = classic(str(study.classic))
    baseline = study.specifications[study.definition.baseline, model.name]
    assert isinstance(baseline, ClassicRun)
    (benchmark,) = benchmarks([model.benchmark])
    yield from heading(study)
    yield f"model: {model.name}: {sentence(model.function)}"
    yield f"checked by: segsim validate {model.benchmark} ({benchmark.source})"
    if model.draws:
        yield f"seeds: {', '.join(map(str, study.settings.every_seed))}"
    else:
        yield "nothing is drawn at random: there are no seeds and no replications"
    yield from scenarios(study)
    yield ""
    yield f"Parameters (values of {study.definition.baseline})"
    usual = {row.key: row.value for row in describe(declared(model.name)())}
    yield from table([Row(row, usual[row.key]) for row in describe(baseline.parameters)])
    yield ""
    yield "Figures"
    for key in model.figures:
        yield f"  {key.indicator}  {key.title}{f', {key.unit}' if key.unit else ''}"

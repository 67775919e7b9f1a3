"""`segsim run`: compose, compute what is missing, compare, draw."""

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from segsim.cli.parser import Parser
from segsim.registry import UserError
from segsim.study.overrides import parse, sweep
from segsim.study.plan import Plan, plan
from segsim.study.precision import run_to_precision
from segsim.study.profile import profile_table
from segsim.study.progress import Voice, say
from segsim.study.report import Report
from segsim.study.results import Results, load
from segsim.study.runner import run_study
from segsim.study.store import storage
from segsim.study.summary import summary
from segsim.study.table import comparison_table
from segsim.study.work import workers

EPILOG = """\
An override is key=value. Without study, city and policy the study is tampere_policies.
  study=<name>                    a study in experiments/
  city=<name>  city.households=N  city and size
  policy=[a,b]  policy.<name>.<lever>=value  ~policy.<name>
  +policy@policy.<own name>=<policy>         the same policy twice, under a name of its own
  driver=<name>  behaviour=<name>  behaviours=[a,b]
  years=N  start_year=Y  seed=S  replications=N  seeds=[a,b]
  replications=auto precision=X              as many as a half-width of X takes
  out=<folder>  executor.workers=N  fail_fast=true  profile=true
  executor=dask executor.address=tcp://HOST:8786   the workers of a Dask scheduler
What is there already is not computed again. `segsim describe` lists every parameter."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a run is to leave besides its results."""

    figures: bool
    quiet: bool
    json: bool
    lines: bool  # of several studies, one line of JSON each


def command(arguments: list[str]) -> int:
    """Run the verb."""
    parser = Parser("run", "Run a study and compare its scenarios.", EPILOG)
    parser.add_argument("overrides", nargs="*", metavar="key=value")
    parser.add_argument(
        "-m", "--multirun", action="store_true", help="one study for each value of a,b,c"
    )
    parser.add_argument("--shard", metavar="i/n", help="only the i-th of n parts of the runs")
    parser.add_argument("--no-figures", action="store_true", help="draw no figures")
    parser.add_argument("--quiet", action="store_true", help="say only what went wrong")
    parser.add_argument(
        "--json", action="store_true", help="the comparison and the counts of runs as JSON"
    )
    given = parser.read(arguments)
    Voice.quiet = given.quiet
    shard = None if given.shard is None else _shard(given.shard)
    plans = _sweep(given.overrides) if given.multirun else [plan(given.overrides)]
    if shard is not None and any(study.settings.precision is not None for study in plans):
        raise UserError("precision: a shard cannot know when the study is precise enough.")
    wanted = Wanted(
        figures=not given.no_figures, quiet=given.quiet, json=given.json, lines=given.multirun
    )
    return max(_run(study, shard, wanted) for study in plans)


def _shard(text: str) -> tuple[int, int]:
    parts = re.fullmatch(r"(\d+)/(\d+)", text)
    if parts is None or not 1 <= int(parts[1]) <= int(parts[2]):
        raise UserError(f"--shard: {text!r} is not allowed; i/n with i from 1 to n, e.g. 2/8.")
    return int(parts[1]), int(parts[2])


def _sweep(overrides: list[str]) -> list[Plan]:
    """Resolve one study for every combination of values, each in a folder of its own."""
    parsed = parse(overrides)
    swept = {o.key for o in parsed if o.choices}
    if not swept:
        raise UserError("-m: no key has several values; write for instance years=5,10.")
    plans = []
    for combination in sweep(parsed):
        study = plan(combination)
        chosen = [text for text in combination if text.split("=", 1)[0].lstrip("+") in swept]
        name = re.sub(r"[^\w.=\[\]-]+", "_", "_".join(chosen))
        plans.append(study.moved(str(study.out / name)))
    return plans


def _run(study: Plan, shard: tuple[int, int] | None, wanted: Wanted) -> int:
    seeds, out = len(study.settings.every_seed), study.out
    more = "" if study.settings.precision is None else " or more"
    parts = [f"{len(study.scenarios)} scenarios", f"{seeds} replications{more}"]
    if len(study.behaviours) > 1:
        parts.insert(1, f"{len(study.behaviours)} behaviours")
    say(f"{study.definition.title or study.name}: {' x '.join(parts)}, {_where(study)}")
    for note in study.notes:
        say(f"note: {note}")
    if shard is None:
        study, report = run_to_precision(study)
    else:
        report = run_study(study, shard)
    if report.elsewhere:
        say(f"{report.elsewhere} of {report.total} runs belong to other shards")
    if report.cached + report.done:
        _show(study, load(out), report, wanted)
    _failures(report)
    return 1 if report.failed else 0


def _where(study: Plan) -> str:
    address = study.settings.address
    return f"{workers(study)} workers" if address is None else f"workers of {address}"


def _show(study: Plan, results: Results, report: Report, wanted: Wanted) -> None:
    if wanted.json:
        indent = None if wanted.lines else 1
        print(json.dumps(summary(results, report), indent=indent, allow_nan=False))
    elif not wanted.quiet:
        _print(study, results)
    if wanted.figures and not report.elsewhere:
        from segsim.study.figures.plots import write_figures  # noqa: PLC0415 - Matplotlib

        with storage(study.out):
            names = write_figures(results)
        say(f"figures: {Path(study.out) / 'figures'} ({', '.join(names)})")
    say(f"results: {study.out}")


def _print(study: Plan, results: Results) -> None:
    """Print the comparison: a table with curves on a terminal, plain text elsewhere."""
    if sys.stdout.isatty() and results.study.model is None:
        from segsim.cli.closing import print_closing  # noqa: PLC0415 - only on a terminal

        print_closing(results)
    else:
        print(comparison_table(results))
    if study.settings.profile:
        print(f"\n{profile_table(results)}")


def _failures(report: Report) -> None:
    if report.failed:
        told = f"{len(report.failed)} of {report.total} runs failed"
        say(f"{told}; reasons: {report.out / 'failed'}", always=True)
    elif report.done:
        say(report.summary)

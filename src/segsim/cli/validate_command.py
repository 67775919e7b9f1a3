"""`segsim validate`: classical results and patterns of cities, expected beside found."""

import json
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict
from os import cpu_count
from pathlib import Path
from time import perf_counter
from typing import Any

from segsim.cli.parser import Parser
from segsim.cli.validate_page import cells_of, page_of
from segsim.registry import UserError
from segsim.validation.runs import Outcome, benchmarks, run

EPILOG = """\
Each row is the engine of a city run in another configuration, against a closed form, an exact
matrix or a published figure. `segsim list benchmarks` names them. All of them take some minutes,
--fast less than two. Exit code 1 when a figure is outside its tolerance.

`patterns`, or P16, P17 and so on by name, are what is known of Finnish cities and nothing was
tuned to: paired runs of a whole city beside the range expected. Where the model misses, that is
a finding about it and no fault of the program: it is told, and leaves the exit code at 0."""
LARGEST_SEED = 2**53
MOST_WORKERS = 16


def command(arguments: list[str]) -> int:
    """Run the verb."""
    parser = Parser("validate", "Reproduce exact and published results.", EPILOG)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="e.g. T1 T8 P16, or patterns; default: all T rows"
    )
    parser.add_argument("--fast", action="store_true", help="fewer cases and replications")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="seed of all draws")
    parser.add_argument("--workers", type=int, metavar="N", help="processes; default: cores")
    parser.add_argument("--json", action="store_true", help="print findings as JSON")
    parser.add_argument("--page", metavar="FILE", help="write the table as a Markdown page too")
    given = parser.read(arguments)
    if not 0 <= given.seed <= LARGEST_SEED:
        raise UserError(f"--seed: {given.seed} is not allowed; from 0 to {LARGEST_SEED}.")
    workers = min(cpu_count() or 1, MOST_WORKERS) if given.workers is None else given.workers
    if not 1 <= workers <= MOST_WORKERS:
        raise UserError(f"--workers: {workers} is not allowed; from 1 to {MOST_WORKERS}.")
    chosen = [one.name for one in benchmarks(given.names)]
    page = None if given.page is None else _writable(Path(given.page))
    outcomes, start = [], perf_counter()
    try:
        for outcome in run(chosen, fast=given.fast, seed=given.seed, workers=workers):
            outcomes.append(outcome)
            if not given.json:
                print(_text(outcome), flush=True)
    except BrokenProcessPool:
        raise UserError("a worker was ended from outside; --workers 1 does without.") from None
    if given.json:
        print(json.dumps([_plain(outcome) for outcome in outcomes], indent=2, ensure_ascii=False))
    else:
        print(_closing(outcomes, perf_counter() - start))
    if page is not None:
        page.write_text(page_of(outcomes, given.fast, given.seed), encoding="utf-8")
    return int(any(outcome.fails for outcome in outcomes))


def _writable(page: Path) -> Path:
    if not page.parent.is_dir():
        raise UserError(f"--page: there is no folder {str(page.parent)!r}.")
    return page


def _text(outcome: Outcome) -> str:
    one = outcome.benchmark
    kind = ", exact" if one.exact else ""
    lines = [f"{one.name}  {one.title} ({one.source}{kind})  {outcome.seconds:.1f} s"]
    rows = [("", "expected", "found", "tolerance"), *map(cells_of, outcome.findings)]
    otherwise = "misses" if one.held_out else "FAILS"
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row, finding in zip(rows, (None, *outcome.findings), strict=True):
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:3], widths[1:3], strict=True)]
        cells.append(row[3].ljust(widths[3]))
        verdict = "" if finding is None else "holds" if finding.holds else otherwise
        lines.append(f"  {'  '.join(cells)}  {verdict}".rstrip())
    return "\n".join(lines)


def _closing(outcomes: list[Outcome], seconds: float) -> str:
    findings = [finding for outcome in outcomes for finding in outcome.findings]
    held = sum(finding.holds for finding in findings)
    text = f"{held} of {len(findings)} figures hold, {seconds:.0f} s"
    for word, fails in (("failed", True), ("missed", False)):
        these = [one for one in outcomes if not one.holds and one.fails == fails]
        if these:
            text += f"; {word}: {', '.join(one.benchmark.name for one in these)}"
    return text


def _plain(outcome: Outcome) -> dict[str, Any]:
    return {
        "benchmark": outcome.benchmark.name,
        "title": outcome.benchmark.title,
        "held_out": outcome.benchmark.held_out,
        "holds": outcome.holds,
        "seconds": round(outcome.seconds, 2),
        "findings": [asdict(finding) for finding in outcome.findings],
    }

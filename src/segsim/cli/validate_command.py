"""`segsim validate`: classical results, expected beside found."""

import json
from collections.abc import Iterable
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict
from os import cpu_count
from pathlib import Path
from time import perf_counter
from typing import Any

from segsim.cli.parser import Parser
from segsim.registry import UserError
from segsim.study.provenance import installed
from segsim.validation.findings import Finding
from segsim.validation.runs import PATTERNS, Outcome, benchmarks, run

EPILOG = """\
Each row is the engine of a city run in another configuration, against a closed form, an exact
matrix or a published figure. `segsim list benchmarks` names them. All of them take some minutes,
--fast less than two. Exit code 1 when a figure is outside its tolerance."""
LARGEST_SEED = 2**53
MOST_WORKERS = 16


def command(arguments: list[str]) -> int:
    """Run the verb."""
    parser = Parser("validate", "Reproduce exact and published results.", EPILOG)
    parser.add_argument("names", nargs="*", metavar="NAME", help="e.g. T1 T8; default all")
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
        page.write_text(_markdown(outcomes, given.fast, given.seed), encoding="utf-8")
    return 0 if all(outcome.holds for outcome in outcomes) else 1


def _writable(page: Path) -> Path:
    if not page.parent.is_dir():
        raise UserError(f"--page: there is no folder {str(page.parent)!r}.")
    return page


def _text(outcome: Outcome) -> str:
    one = outcome.benchmark
    kind = ", exact" if one.exact else ""
    lines = [f"{one.name}  {one.title} ({one.source}{kind})  {outcome.seconds:.1f} s"]
    rows = [("", "expected", "found", "tolerance"), *map(_cells, outcome.findings)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row, finding in zip(rows, (None, *outcome.findings), strict=True):
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:3], widths[1:3], strict=True)]
        cells.append(row[3].ljust(widths[3]))
        verdict = "" if finding is None else "holds" if finding.holds else "FAILS"
        lines.append(f"  {'  '.join(cells)}  {verdict}".rstrip())
    return "\n".join(lines)


def _cells(finding: Finding) -> tuple[str, str, str, str]:
    return finding.what, finding.expected, finding.found, finding.tolerance


def _closing(outcomes: list[Outcome], seconds: float) -> str:
    findings = [finding for outcome in outcomes for finding in outcome.findings]
    failed = [outcome.benchmark.name for outcome in outcomes if not outcome.holds]
    held = sum(finding.holds for finding in findings)
    text = f"{held} of {len(findings)} figures hold, {seconds:.0f} s"
    return f"{text}; failed: {', '.join(failed)}" if failed else text


def _plain(outcome: Outcome) -> dict[str, Any]:
    return {
        "benchmark": outcome.benchmark.name,
        "title": outcome.benchmark.title,
        "holds": outcome.holds,
        "seconds": round(outcome.seconds, 2),
        "findings": [asdict(finding) for finding in outcome.findings],
    }


def _markdown(outcomes: Iterable[Outcome], fast: bool, seed: int) -> str:
    given = f"segsim validate{' --fast' if fast else ''} --seed {seed} --page docs/benchmarks.md"
    lines = [
        "# Benchmarks: expected and found",
        "",
        f"Written by `{given}` with segsim {installed('segsim')}. What each row is set up like, and"
        " which function gives it other parameters, stands in [validation.md](validation.md).",
        "",
        "| benchmark | figure | expected | found | tolerance | verdict |",
        "|---|---|---|---|---|---|",
    ]
    for outcome in outcomes:
        one = outcome.benchmark
        head = f"**{one.name}** {one.title} ({one.source}), {outcome.seconds:.0f} s"
        for finding in outcome.findings:
            cells = [cell.replace("|", "\\|") for cell in _cells(finding)]
            verdict = "holds" if finding.holds else "**fails**"
            lines.append(f"| {head} | {' | '.join(cells)} | {verdict} |")
            head = ""
    lines += ["", "Judged when the model is calibrated, not here:", ""]
    lines += [f"- **{name}** {text}" for name, text in PATTERNS.items()]
    return "\n".join(lines) + "\n"

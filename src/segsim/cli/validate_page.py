"""The pages of `segsim validate --page`: a table of benchmarks, one of patterns, or both."""

from collections.abc import Iterator, Sequence

from segsim.study.provenance import installed
from segsim.validation.findings import Finding
from segsim.validation.runs import ALL_PATTERNS, ELSEWHERE, Outcome

BENCHMARKS_ARE = """\
What each row is set up like, and which function gives it other parameters, stands in
[validation.md](validation.md)."""
PATTERNS_ARE = """\
Patterns of Finnish cities that nothing was tuned to, in paired runs of Tampere: prices, chains of
moves and schools are what the model makes of a shock, never what is put in. The verdict is on the
mean over seeds and the range as it stands, whatever the standard error: where a bound lies within
two of these, other seeds may judge otherwise. **Misses** is a finding about the model. How each is
set up stands in [validation.md](validation.md#patterns)."""


def page_of(outcomes: Sequence[Outcome], fast: bool, seed: int) -> str:
    """Return what was found as a Markdown page."""
    rows = [one for one in outcomes if not one.benchmark.held_out]
    patterns = [one for one in outcomes if one.benchmark.held_out]
    parts: list[str] = []
    if rows or not patterns:
        given = _command("", fast, seed, "benchmarks")
        head = ("# Benchmarks: expected and found", given, BENCHMARKS_ARE)
        parts += [*_table(head, "benchmark", rows), *_elsewhere()]
    if patterns:
        given = _command(f" {ALL_PATTERNS}", fast, seed, "patterns")
        head = ("# Patterns: expected and found", given, PATTERNS_ARE)
        parts += _table(head, "pattern", patterns)
    return "\n".join(parts).rstrip() + "\n"


def cells_of(finding: Finding) -> tuple[str, str, str, str]:
    """Return a finding as a row of a table, its verdict apart."""
    return finding.what, finding.expected, finding.found, finding.tolerance


def _command(names: str, fast: bool, seed: int, page: str) -> str:
    return f"segsim validate{names}{' --fast' if fast else ''} --seed {seed} --page docs/{page}.md"


def _table(head: tuple[str, str, str], kind: str, outcomes: Sequence[Outcome]) -> Iterator[str]:
    title, given, text = head
    yield from (title, "", f"Written by `{given}` with segsim {installed('segsim')}.", text, "")
    yield f"| {kind} | figure | expected | found | tolerance | verdict |"
    yield "|---|---|---|---|---|---|"
    for outcome in outcomes:
        one = outcome.benchmark
        name = f"**{one.name}** {one.title} ({one.source}), {outcome.seconds:.0f} s"
        for finding in outcome.findings:
            cells = [cell.replace("|", "\\|") for cell in cells_of(finding)]
            otherwise = "**misses**" if one.held_out else "**fails**"
            verdict = "holds" if finding.holds else otherwise
            yield f"| {name} | {' | '.join(cells)} | {verdict} |"
            name = ""
    yield ""


def _elsewhere() -> Iterator[str]:
    yield from ("Patterns of the model, not judged here ([patterns.md](patterns.md)):", "")
    yield from (f"- **{name}** {text}" for name, text in ELSEWHERE.items())
    yield ""

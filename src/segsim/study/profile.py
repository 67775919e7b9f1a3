"""Where the time of a city's year went."""

from typing import Any

from segsim.study.results import Results
from segsim.study.store import is_done, read_manifest

BEFORE = "settle"
"""What is timed before the first year: synthesis and burn-in, or a settled city from its file."""


def profile_table(results: Results) -> str:
    """Return the mean time of a year by process over the runs, longest first, and of a run."""
    keys = {run.key for run in results.study.runs if is_done(results.out, run.key)}
    manifests = [read_manifest(results.out, key) for key in sorted(keys)]
    years = sum(int(one["configuration"]["years"]) for one in manifests)
    sums = _sums(manifests)
    settling = sums.pop(BEFORE, 0.0)
    living, whole = sum(sums.values()), sum(float(one["seconds"]) for one in manifests)
    lines = [f"A year by process, mean of {years} years in {len(manifests)} runs"]
    if years:
        longest_first = sorted(sums.items(), key=lambda item: -item[1])
        lines += [_line(name, s / years, s / living) for name, s in longest_first]
        lines += [_line("a year", living / years)]
    runs = len(manifests)
    lines += [
        _line("before the first year", settling / runs),
        _line("first observation and results", (whole - settling - living) / runs),
    ]
    return "\n".join(lines)


def _sums(manifests: list[dict[str, Any]]) -> dict[str, float]:
    sums: dict[str, float] = {}
    for manifest in manifests:
        for name, seconds in manifest["timings"].items():
            sums[name] = sums.get(name, 0.0) + float(seconds)
    return sums


def _line(name: str, seconds: float, share: float | None = None) -> str:
    part = "" if share is None else f"{share:8.1%}"
    return f"  {name:<34}{1000.0 * seconds:>10,.1f} ms{part}"

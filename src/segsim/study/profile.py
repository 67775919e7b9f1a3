"""Where the time of a study went."""

from segsim.study.results import Results
from segsim.study.store import is_done, read_manifest


def profile_table(results: Results) -> str:
    """Return the mean time of each process of the model over the runs, longest first."""
    keys = {run.key for run in results.study.runs if is_done(results.out, run.key)}
    manifests = [read_manifest(results.out, key) for key in sorted(keys)]
    sums: dict[str, float] = {}
    for manifest in manifests:
        for name, seconds in manifest["timings"].items():
            sums[name] = sums.get(name, 0.0) + float(seconds)
    whole = sum(float(manifest["seconds"]) for manifest in manifests)
    lines = [f"Time of a run, mean over {len(manifests)} runs"]
    for name, seconds in sorted(sums.items(), key=lambda item: -item[1]):
        lines.append(f"  {name:<34}{seconds / len(manifests):>12.3f} s{seconds / whole:>8.0%}")
    lines.append(f"  {'in all':<34}{whole / len(manifests):>12.3f} s")
    return "\n".join(lines)

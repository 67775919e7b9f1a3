"""Where the results come from: enough to compute them again, and nothing of the machine."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

import yaml

from segsim.registry import UserError
from segsim.study.plan import Plan, plan
from segsim.study.record import FILE
from segsim.study.results import Results
from segsim.study.store import read_manifest

SHORT = 12
"""Letters of a revision or digest that are shown."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What produced the results."""

    versions: Sequence[str]  # of segsim
    revisions: Sequence[str]
    packages: Sequence[str]  # name and version
    digest: str
    commands: Sequence[str]
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may have been typed, and what it comes to."""

    texts: list[str]
    plan: Plan


def provenance_of(results: Results) -> Provenance:
    """Gather versions, revisions, digest and commands of a study."""
    runs = results.runs
    done = list(runs.loc[runs["status"] == "done", "key"])
    manifests = [read_manifest(results.out, key) for key in done]
    packages = {f"{n} {v}" for m in manifests for n, v in (m.get("packages") or {}).items()}
    keys = "\n".join(sorted(runs["key"]))
    return Provenance(
        versions=sorted({str(m["segsim"]) for m in manifests if m.get("segsim")}),
        revisions=sorted({_short(m["git_revision"]) for m in manifests if m.get("git_revision")}),
        packages=sorted(packages),
        digest=sha256(keys.encode()).hexdigest()[: 2 * SHORT],
        commands=commands(results),
        done=len(done),
        total=len(runs),
    )


def _short(revision: str) -> str:
    return revision[:SHORT] + ("+" if revision.endswith("+") else "")


def commands(results: Results) -> list[str]:
    """Return the command that computes these runs, or one for each scenario.

    A single command is given when it resolves to the very runs of the folder.
    """
    overrides = _overrides(results)
    common = [_seeds(results.study.seeds), *_behaviours(results)]
    wanted = set(results.runs["key"])
    for candidate in _candidates(results, overrides, common):
        if {run.key for run in candidate.plan.runs} == wanted:
            return [_command(candidate.texts)]
    return [_command([*mine, *common]) for mine in overrides.values()]


def _overrides(results: Results) -> dict[str, list[str]]:
    """Return what every scenario was composed of."""
    content = yaml.safe_load((results.out / FILE).read_text(encoding="utf-8"))
    return {name: list(one.get("overrides", ())) for name, one in content["scenarios"].items()}


def _candidates(
    results: Results, overrides: dict[str, list[str]], common: list[str]
) -> Iterator[Candidate]:
    """Yield what may have been asked for: the study, with changes to all, or one scenario's."""
    named = _candidate([f"study={results.study.name}", *common])
    if named is not None:
        yield named
        declared = {text for mine in named.plan.overrides.values() for text in mine}
        added = [o for mine in overrides.values() for o in mine if o not in declared]
        last = [*named.texts, *dict.fromkeys(added)] if added else []
    else:
        last = [*list(overrides.values())[-1], *common]
    changed = _candidate(last) if last else None
    if changed is not None:
        yield changed


def _candidate(texts: list[str]) -> Candidate | None:
    try:
        return Candidate(texts, plan(texts))
    except UserError:
        return None


def _seeds(seeds: Sequence[int]) -> str:
    return f"seeds=[{','.join(map(str, seeds))}]"


def _behaviours(results: Results) -> list[str]:
    names = results.study.behaviours
    return [f"behaviours=[{','.join(names)}]"] if len(names) > 1 else []


def _command(texts: Sequence[str]) -> str:
    return shlex.join(["segsim", "run", *texts])

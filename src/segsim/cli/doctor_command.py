"""`segsim doctor`: what this installation is made of, and whether a results folder is whole."""

import os
import platform
import shutil
from pathlib import Path

from segsim.cli.parser import Parser
from segsim.compiled import marker
from segsim.model.specification import MODEL_EPOCH
from segsim.paths import search_path
from segsim.study.housekeeping import damaged_runs, leftovers
from segsim.study.lead import leaders
from segsim.study.provenance import PACKAGES, installed, revision
from segsim.study.results import load
from segsim.study.work import cores

OPTIONAL = {
    "distributed": "studies on a Dask cluster: segsim[cluster]",
    "scikit-learn": "calibration, not built in this version",
    "SALib": "sensitivity analysis, not built in this version",
}


def command(arguments: list[str]) -> int:
    """Run the verb."""
    parser = Parser("doctor", "Print versions, cores, caches and optional parts, or examine DIR.")
    parser.add_argument("folder", type=Path, nargs="?", metavar="DIR", help="a results folder")
    given = parser.read(arguments)
    return _installation() if given.folder is None else _folder(given.folder)


def _installation() -> int:
    cache = marker().parent
    print(f"segsim  {installed('segsim')} (revision {revision() or 'unknown'})")
    print(f"model epoch  {MODEL_EPOCH}")
    print(f"python  {platform.python_version()} on {platform.platform()}")
    for name in PACKAGES:
        print(f"{name}  {installed(name) or 'MISSING'}")
    for name, use in OPTIONAL.items():
        print(f"{name}  {installed(name) or 'not installed'} ({use})")
    print(f"cores  {os.cpu_count()}, of which this process may use {cores()}")
    print(f"compiled functions  {len(list(cache.rglob('*.nbi')))}, in {cache}")
    print(f"all compiled  {'yes' if marker().exists() else 'no: the first run takes longer'}")
    print(f"that folder can be written  {'yes' if os.access(cache, os.W_OK) else 'no'}")
    for folder in ("configs", "experiments"):
        print(f"{folder}  {', '.join(str(path) for path in search_path(folder))}")
    print(f"free space here  {shutil.disk_usage(Path.cwd()).free / 1e9:.0f} GB")
    missing = [name for name in PACKAGES if installed(name) is None]
    if missing:
        print(f"missing packages: {', '.join(missing)}")
    return 1 if missing else 0


def _folder(out: Path) -> int:
    """Examine a results folder: exit code 1 when a file of a run is damaged."""
    results = load(out)
    damaged = list(damaged_runs(out))
    for folder, problem in damaged:
        print(f"DAMAGED  {folder}: {problem}")
    states = {} if damaged else results.runs["status"].value_counts().to_dict()
    print(f"study  {results.study.title}")
    print(f"runs  {', '.join(f'{n} {state}' for state, n in states.items()) or 'not counted'}")
    for kind, paths in leftovers(out).items():
        if paths:
            print(f"{kind}  {len(paths)} (segsim clean {out})")
    for name in sorted(leaders(out)):
        print(f"a study runs here  {name}")
    print(f"can be written  {'yes' if os.access(out, os.W_OK) else 'no'}")
    print(f"free space there  {shutil.disk_usage(out).free / 1e9:.1f} GB")
    if damaged:
        print(f"remove the {len(damaged)} damaged folders and run the study again")
        return 1
    print("every file of every run can be read")
    return 0

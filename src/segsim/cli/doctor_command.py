"""`segsim doctor`: what this installation is made of."""

import os
import platform
import shutil
from pathlib import Path

from segsim.cli.parser import Parser
from segsim.paths import search_path
from segsim.study.provenance import PACKAGES, installed, revision

OPTIONAL = {
    "scikit-learn": "calibration and search, not built in this version",
    "SALib": "sensitivity analysis, not built in this version",
    "distributed": "clusters through Dask, not built in this version",
}


def command(arguments: list[str]) -> int:
    """Run the verb."""
    Parser("doctor", "Print versions, cores, caches and optional parts.").read(arguments)
    package = Path(__file__).resolve().parents[1]
    caches = list(package.rglob("*.nbi"))
    print(f"segsim  {installed('segsim')} (revision {revision() or 'unknown'})")
    print(f"python  {platform.python_version()} on {platform.platform()}")
    for name in PACKAGES:
        print(f"{name}  {installed(name) or 'MISSING'}")
    for name, use in OPTIONAL.items():
        print(f"{name}  {installed(name) or 'not installed'} ({use})")
    print(f"cores  {os.cpu_count()}")
    print(f"compiled functions in the cache  {len(caches)}")
    print(f"cache can be written  {'yes' if os.access(package, os.W_OK) else 'no'}")
    for folder in ("configs", "experiments"):
        print(f"{folder}  {', '.join(str(path) for path in search_path(folder))}")
    print(f"free space here  {shutil.disk_usage(Path.cwd()).free / 1e9:.0f} GB")
    missing = [name for name in PACKAGES if installed(name) is None]
    if missing:
        print(f"missing packages: {', '.join(missing)}")
    return 1 if missing else 0

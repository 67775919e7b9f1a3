"""How fast segsim is: everything side by side in one run, and a table of it.

    uv run --with agentpy --with ambr --with segregation --with libpysal python benchmarks/speed \
        [years relocation …] [--write]

Prints the rows of each part as it ends; ``--write`` puts them into docs/speed.md and the README.
Ratios are medians over repetitions in which the two sides took turns, so that a change in the
machine's speed meets both; the range is the smallest and the largest. Where a peer is not
installed, its row says so. All parts take about half an hour.
"""

import argparse
import importlib
import json
import os
import sys
from dataclasses import asdict

from alone import said_by
from rows import Row, as_text
from speed_page import Part, write

from segsim.model import warm_up

PARTS = {
    "starting": "First use and start",
    "years": "The full model",
    "relocation": "The relocation kernel",
    "reference": "Relocation beside Mesa agents",
    "schelling": "Schelling's model",
    "studies": "A study",
    "running": "The runner of studies",
    "indices": "Indices",
}
"""Modules of this folder in the order of the page, and their titles."""


def main() -> None:
    """Measure the parts asked for, each in a process of its own; print and perhaps write them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="default: all")
    parser.add_argument("--write", action="store_true", help="into docs/speed.md and the README")
    parser.add_argument("--rows", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.rows:
        (name,) = options.parts
        rows = importlib.import_module(name).measure()
        json.dump([asdict(row) for row in rows], sys.stdout)
        return
    warm_up()
    load = os.getloadavg()[0]
    found: list[Part] = []
    for name in options.parts or PARTS:
        said = json.loads(said_by(__file__, name, "--rows"))
        found.append(Part(PARTS[name], [Row(**row) for row in said]))
        print(f"\n{PARTS[name]}\n" + "\n".join(as_text(row) for row in found[-1].rows), flush=True)
    if options.write:
        write(found, load, list(PARTS.values()))


if __name__ == "__main__":
    main()

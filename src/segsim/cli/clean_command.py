"""`segsim clean`: show, and remove when told so, what a results folder does not need."""

from pathlib import Path

from segsim.cli.parser import Parser
from segsim.registry import UserError
from segsim.study.housekeeping import leftovers, remove, size
from segsim.study.lead import leaders
from segsim.study.store import PARTIAL


def command(arguments: list[str]) -> int:
    """Run the verb."""
    parser = Parser(
        "clean",
        "Show runs of earlier settings, failures and leftovers of a results folder.",
        "Nothing is removed without --yes, and nothing while a study runs in the folder.",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="results folder")
    parser.add_argument("--yes", action="store_true", help="remove what is listed")
    given = parser.read(arguments)
    found = leftovers(given.folder)
    for kind, paths in found.items():
        megabytes = sum(size(path) for path in paths) / 1e6
        print(f"{kind}  {len(paths)}, {megabytes:.1f} MB")
    paths = [path for several in found.values() for path in several]
    if given.yes:
        busy = sorted(leaders(given.folder))
        if busy:
            raise UserError(
                f"{given.folder}: a study runs here ({', '.join(busy)}); wait for its end. If "
                f"that machine is gone, remove {given.folder / PARTIAL}."
            )
        remove(paths)
        print(f"removed {len(paths)}")
    elif paths:
        print("nothing was removed; add --yes to remove them")
    return 0

"""`segsim clean`: show, and remove when told so, what a results folder does not need."""

from pathlib import Path

from segsim.cli.parser import Parser
from segsim.study.housekeeping import leftovers, remove, size


def command(arguments: list[str]) -> int:
    """Run the verb."""
    parser = Parser(
        "clean",
        "Show runs of earlier settings, failures and leftovers of a results folder.",
        "Nothing is removed without --yes. Do not clean a folder while a study runs in it.",
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
        remove(paths)
        print(f"removed {len(paths)}")
    elif paths:
        print("nothing was removed; add --yes to remove them")
    return 0

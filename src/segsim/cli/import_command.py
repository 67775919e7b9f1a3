"""`segsim import`: a table of districts becomes a city of its own."""

import re
from pathlib import Path

from segsim.cities import import_table
from segsim.cli.parser import Parser


def command(arguments: list[str]) -> int:
    """Run the verb."""
    parser = Parser(
        "import",
        "Write configs/city/<name>.yaml and its table into this folder.",
        "The file has the columns of Statistics Finland's Paavo tables; see docs/cities.md.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="table of districts (CSV)")
    parser.add_argument("--name", help="name of the city (default: the file's)")
    given = parser.read(arguments)
    name = given.name if given.name is not None else _name(given.file)
    report = import_table(given.file, name, Path.cwd())
    print(f"{report.name}: {report.districts} districts, {report.households} households")
    for note in report.notes:
        print(f"note: {note}")
    print(f"written: {report.settings} and {report.table}")
    print(f"use it: segsim run city={report.name}")
    print("with real maps: add city.boundaries=FILE, a GeoJSON file of the districts")
    return 0


def _name(file: Path) -> str:
    """Return a name for a city from the name of its file."""
    name = re.sub(r"[^a-z0-9]+", "_", file.stem.lower()).strip("_")
    return name if name[:1].isalpha() else f"city_{name}".rstrip("_")

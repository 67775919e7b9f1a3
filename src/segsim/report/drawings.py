"""The figures of the page: each with a title, what it finds, and its numbers."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from matplotlib.figure import Figure

from segsim.report.svg import files_of, inlined
from segsim.report.tables import Table

_OTHER = re.compile(r"[^A-Za-z0-9]+")

type Draw = Callable[[], tuple[Figure, Any]]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure as a section of the page shows it."""

    name: str
    title: str
    finding: str
    svg: str
    table: Table | None = None
    csv: str = ""  # the name of the file with its numbers
    explanation: str = ""
    subject: str = ""  # what the title is about, where a heading above says it to those who see


@dataclass
class Files:
    """What stands beside the page: figures by language, tables for all."""

    content: dict[str, bytes] = field(default_factory=dict)

    def table(self, name: str, text: str) -> str:
        """Keep a table; return the name of its file."""
        self.content[f"tables/{name}.csv"] = text.encode()
        return name

    def text(self, name: str) -> str:
        """Return a table as it will be written."""
        return self.content[f"tables/{name}.csv"].decode()

    def draw(self, name: str, language: str, draw: Draw) -> str:
        """Keep a figure as SVG and PNG; return it as an element of a page."""
        svg, png = files_of(draw()[0])
        self.content[f"figures/{name}.{language}.svg"] = svg.encode()
        self.content[f"figures/{name}.{language}.png"] = png
        identifier = f"{language}-{name}"
        return inlined(svg, identifier, f"{identifier}-title {identifier}-finding", language)


@dataclass(frozen=True, slots=True)
class Part:
    """Figures of a section that belong together."""

    drawings: list[Drawing]
    title: str = ""
    text: str = ""
    wide: bool = False
    tables: list[Table] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the page."""

    name: str
    title: str
    text: str
    parts: list[Part]
    notes: list[str] = field(default_factory=list)


def slug(*names: str) -> str:
    """Return names as part of the name of a file or an element."""
    return "-".join(_OTHER.sub("-", name).strip("-") for name in names)

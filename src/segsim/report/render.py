"""Laying out the page: one template, one style sheet, nothing of other hosts, no script."""

from base64 import b64encode
from collections.abc import Sequence
from importlib.resources import files as resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from segsim.report.drawings import Files
from segsim.report.edition import Edition

SHAPES = {
    "s": "M3 3h8v8H3z",
    "o": "M7 2.6a4.4 4.4 0 1 0 .01 0z",
    "^": "M7 2.2l5 9H2z",
    "v": "M7 11.8l5-9H2z",
    "D": "M7 1.8l5.2 5.2L7 12.2 1.8 7z",
    "P": "M5.2 2h3.6v3.2H12v3.6H8.8V12H5.2V8.8H2V5.2h3.2z",
}
"""The marks of scenarios, as figures draw them, in a square of fourteen."""


def page(editions: Sequence[Edition], files: Files) -> str:
    """Return the page as HTML."""
    environment = Environment(
        loader=PackageLoader("segsim.report", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["mark"] = mark
    environment.filters["drawn"] = Markup  # what Matplotlib wrote
    environment.filters["data"] = lambda name: _address(files.text(name))
    style = (resources("segsim.report") / "page" / "report.css").read_text(encoding="utf-8")
    template = environment.get_template("report.html.jinja")
    text = template.render(editions=editions, style=Markup(style))  # noqa: S704 - our own
    return "\n".join(line for line in text.splitlines() if line.strip()) + "\n"


def mark(look: tuple[str, str]) -> Markup:
    """Return the mark of a scenario as a small drawing beside its name."""
    colour, shape = look
    text = (
        '<svg class="mark" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">'
        '<path d="{}" fill="{}"/></svg>'
    )
    return Markup(text).format(SHAPES[shape], colour)  # noqa: S704 - our own


def _address(text: str) -> str:
    """Return a table as an address, so that the page alone hands it on."""
    return f"data:text/csv;charset=utf-8;base64,{b64encode(text.encode()).decode()}"

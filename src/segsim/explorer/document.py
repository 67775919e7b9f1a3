"""The page itself: template, style, modules and texts put into one file."""

import base64
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from segsim.explorer.colours import palette
from segsim.texts import LANGUAGES, catalogue, words

PARTS = ("explorer.", "names.", "levers.", "lessons.")
"""Parts of the catalogue that the page reads."""


def page(document: Mapping[str, Any], language: str = "en") -> str:
    """Return the explorer as one HTML file that asks nothing of any host.

    Parameters
    ----------
    document
        What is shown; see :func:`segsim.explorer.saved.document`.
    language
        The language in which the page opens.
    """
    whole = {
        **document,
        "language": language,
        "texts": {name: _texts(name) for name in LANGUAGES},
        "numbers": {name: _numbers(name) for name in LANGUAGES},
        "palette": palette(),
    }
    template = Environment(autoescape=True, keep_trailing_newline=True).from_string(
        _source("page.html")
    )
    return template.render(
        language=language,
        title=f"{words(language)('explorer.title')}: {document['title']}",
        style=Markup(_source("page.css")),  # noqa: S704 - our own file
        imports=Markup(json.dumps({"imports": modules()})),  # noqa: S704 - base64 alone
        document=Markup(embedded(whole)),  # noqa: S704 - escaped for where it stands
        no_script={name: words(name)("explorer.no_script") for name in LANGUAGES},
        loading=words(language)("explorer.loading"),
    )


def embedded(content: Mapping[str, Any]) -> str:
    """Return JSON that can stand in an element of script: no tag or comment can begin in it."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c")


@cache
def modules() -> Mapping[str, str]:
    """Return the modules of the page by name, each as an address that holds its source."""
    sources = sorted(files("segsim.explorer").joinpath("page").iterdir(), key=lambda f: f.name)
    return {
        f"segsim/{source.name.removesuffix('.js')}": _address(source.read_text("utf-8"))
        for source in sources
        if source.name.endswith(".js")
    }


def _address(source: str) -> str:
    return f"data:text/javascript;base64,{base64.b64encode(source.encode()).decode('ascii')}"


def _source(name: str) -> str:
    return files("segsim.explorer").joinpath("page").joinpath(name).read_text("utf-8")


def _texts(language: str) -> dict[str, str]:
    return {key: text for key, text in catalogue(language).items() if key.startswith(PARTS)}


def _numbers(language: str) -> dict[str, str]:
    numbers = words(language).numbers
    return {
        "point": numbers.point,
        "thousands": numbers.thousands,
        "between": numbers.between,
    }

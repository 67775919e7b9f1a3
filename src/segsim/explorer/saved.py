"""The explorer of a finished study: all of it as one document, and the page that shows it."""

import shlex
from pathlib import Path
from typing import Any

from segsim.explorer.choices import FIGURES
from segsim.explorer.document import page
from segsim.explorer.panel import panel
from segsim.explorer.places import drawn, drawn_lines
from segsim.explorer.series import explained, series
from segsim.registry import UserError
from segsim.study.figures.style import looks
from segsim.study.labels import readable
from segsim.study.results import Results
from segsim.study.store import write_text
from segsim.texts import words

FILE = "explorer.html"
MAPS = ("city.boundaries=", "+city.boundaries=")


def write_explorer(results: Results, language: str = "en") -> Path:
    """Write the explorer of a study into its folder as one file, and return its path."""
    path = results.out / FILE
    write_text(path, page(document(results), language))
    return path


def document(results: Results) -> dict[str, Any]:
    """Return everything that the page knows of a study.

    Raises
    ------
    UserError
        For the study of a classical model, or one without results.
    """
    study = results.study
    if study.model is not None:
        raise UserError(
            f"{results.out}: {study.model} is a classical model; segsim explore --live shows them."
        )
    choices, numbers = series(results)
    if not choices:
        raise UserError(f"{results.out}: none of {', '.join(c.name for c in FIGURES)} is there.")
    panels = {name: panel(results, name) for name in study.behaviours}
    first = panels[study.behaviours[0]]
    return {
        "mode": "saved",
        "title": study.title,
        "titles": {"en": study.title, "fi": study.title_fi or words("fi")("explorer.study")},
        "city": study.city,
        "place": study.place,
        "seeds": len(study.seeds),
        "baseline": study.baseline,
        "behaviours": list(study.behaviours),
        "scenarios": _scenarios(results),
        "variables": first.limits(),
        "figures": [choice.as_json() for choice in choices],
        "series": numbers,
        "panels": {name: one.as_json() for name, one in panels.items()},
        "districts": _districts(results),
        "map": drawn(results.atlas),
        "lines": drawn_lines(results.lines, study.scenarios),
        "why": explained(results, choices),
    }


def _districts(results: Results) -> list[str]:
    """Return the district of every neighbourhood, by its number."""
    only = {"year": [results.study.start_year]}
    rows = results.table("areas", ["neighbourhood", "district"], only)
    names = rows.drop_duplicates("neighbourhood").set_index("neighbourhood")["district"]
    return [str(name) for name in names.sort_index()]


def _scenarios(results: Results) -> list[dict[str, Any]]:
    """Return name, look and command of every scenario."""
    study = results.study
    styles = looks(study.scenarios, study.baseline)
    return [
        {
            "name": name,
            "label": readable(name),
            "colour": styles[name].colour,
            "place": place,
            "command": command(results, name),
        }
        for place, name in enumerate(study.scenarios)
    ]


def command(results: Results, scenario: str) -> str:
    """Return the command that runs a scenario again, on the seeds of the study.

    Boundaries are left out: they change maps and no run, and are a file of somebody's machine.
    """
    study = results.study
    seeds = [f"seeds=[{','.join(map(str, study.seeds))}]"]
    first, count = study.seeds[0], len(study.seeds)
    if study.seeds == tuple(range(first, first + count)):
        seeds = [f"seed={first}", f"replications={count}"]
    overrides = [text for text in study.overrides[scenario] if not text.startswith(MAPS)]
    behaviours = [f"behaviours=[{','.join(study.behaviours)}]"]
    return shlex.join(["segsim", "run", *overrides, *behaviours, *seeds])

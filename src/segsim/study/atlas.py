"""What a study keeps for maps: boundaries in its folder, lines in the manifests of its runs."""

from typing import TYPE_CHECKING

import pandas as pd

from segsim.geography import Atlas, Line, atlas
from segsim.geography.boundaries import Boundaries, boundaries_of
from segsim.geography.routes import lines
from segsim.geography.stored import FILE, boundaries_from, text_of
from segsim.model.specification import Specification
from segsim.registry import UserError
from segsim.study.run_tables import RunTables
from segsim.study.store import finished, read_manifest, write_text

if TYPE_CHECKING:
    from segsim.study.plan import Plan

COLUMNS = ["neighbourhood", "year", "x", "y", "district", "households"]


def keep_boundaries(plan: "Plan") -> None:
    """Write the boundaries that a study names into its folder.

    A study that names none leaves those that are there: it may be the same, run again.
    """
    for specification in plan.specifications.values():
        if isinstance(specification, Specification):
            boundaries = boundaries_of(specification.city)
            if boundaries is not None:
                text = text_of(boundaries, projected=specification.city.kind == "table")
                write_text(plan.out / FILE, text)
                return


def atlas_of(results: RunTables) -> Atlas:
    """Return the map of a study's city."""
    if results.study.model is not None:
        raise UserError(f"atlas: {results.study.model} is played without a city.")
    places = neighbourhoods(results)
    kept = boundaries(results)
    if kept is None:
        return atlas(places)
    land = kept.districts()
    whole = set(places["district"].astype(str)) <= set(land)  # else the file has water alone
    return atlas(places, land if whole else None, kept.water)


def neighbourhoods(results: RunTables) -> pd.DataFrame:
    """Return the neighbourhoods of the first run in its first year, by number."""
    rows = results.table("areas", COLUMNS)
    first: pd.DataFrame = rows[rows["year"] == rows["year"].min()].drop_duplicates("neighbourhood")
    ordered: pd.DataFrame = first.sort_values("neighbourhood", kind="stable")
    return ordered.reset_index(drop=True)


def boundaries(results: RunTables) -> Boundaries | None:
    """Return the boundaries in a study's folder, None where there are none."""
    path = results.out / FILE
    if not path.is_file():
        return None
    return boundaries_from(path.read_text(encoding="utf-8"), str(path))


def lines_of(results: RunTables) -> dict[str, tuple[Line, ...]]:
    """Return the lines of every scenario, from its first finished run."""
    done = finished(results.out)
    found: dict[str, tuple[Line, ...]] = dict.fromkeys(results.study.scenarios, ())
    seen: set[str] = set()
    for run in results.study.runs:
        if run.key in done and run.scenario not in seen:
            seen.add(run.scenario)
            found[run.scenario] = lines(read_manifest(results.out, run.key).get("lines", []))
    return found

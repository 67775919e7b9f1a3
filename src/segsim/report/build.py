"""Building the page: gathering what the results hold, drawing, and writing all or nothing."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import uuid4

from segsim.registry import UserError
from segsim.report import effects, groups, maps
from segsim.report.drawings import Files, Section
from segsim.report.edition import Edition, edition
from segsim.report.facts import Facts, facts_of
from segsim.report.provenance import provenance_of
from segsim.report.render import page
from segsim.study.results import Results, load
from segsim.study.store import storage, write_text
from segsim.texts import LANGUAGES, Words, words

PAGE, BESIDE = "report.html", "report"


def write_report(
    folder: str | Path | Results, languages: Sequence[str] = LANGUAGES
) -> tuple[Path, list[str]]:
    """Write the planner's page of a study into its folder, and its figures and tables beside it.

    Parameters
    ----------
    folder
        A results folder, or what was loaded from it.
    languages
        The languages of the page, the first one on top.

    Returns
    -------
    tuple
        The page, and the names of the files beside it.

    Raises
    ------
    UserError
        When the folder holds no study of a city, or none of its runs.
    """
    results = folder if isinstance(folder, Results) else load(folder)
    _refuse_classics(results)
    facts, origin, files = facts_of(results), provenance_of(results), Files()
    editions: list[Edition] = []
    for language in languages:
        said = words(language)
        sections = list(_sections(results, facts, files, said))
        editions.append(edition(facts, origin, sections, files, said))
    text = page(editions, files)
    with storage(results.out):
        _replace(results.out / BESIDE, files)
        write_text(results.out / PAGE, text)
    return results.out / PAGE, sorted(files.content)


def _sections(results: Results, facts: Facts, files: Files, said: Words) -> Iterator[Section]:
    yield from maps.maps(results, facts, files, said)
    yield effects.ribbons(results, facts, files, said)
    if facts.effects:
        yield effects.forest(results, facts, files, said)
        yield groups.groups(results, facts, files, said)


def _refuse_classics(results: Results) -> None:
    if results.study.model is not None:
        raise UserError(
            f"{results.out}: {results.study.model} is a classical model; a planner's report is "
            f"made of studies of cities. To play with this one: segsim explore --live"
        )


def _replace(place: Path, files: Files) -> None:
    """Write a folder beside its place and let it appear whole."""
    draft = place.with_name(f".{place.name}.{uuid4().hex[:8]}")
    old = draft.with_name(f"{draft.name}.old")
    try:
        for name, content in files.content.items():
            path = draft / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if place.exists():
            place.rename(old)
        draft.rename(place)
    finally:
        for leftover in (draft, old):
            shutil.rmtree(leftover, ignore_errors=True)

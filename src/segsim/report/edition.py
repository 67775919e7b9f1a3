"""The page in one language: everything it shows, in order, ready to be laid out."""

from collections.abc import Sequence
from dataclasses import dataclass

from segsim.report.drawings import Files, Section
from segsim.report.facts import Facts
from segsim.report.messages import Message, messages
from segsim.report.overview import overview
from segsim.report.provenance import Provenance
from segsim.report.tables import Table
from segsim.study.figures.style import looks
from segsim.study.figures.wording import behaviours
from segsim.texts import Words

LIMITS = (
    "synthetic",
    "preferences",
    "outside",
    "intervals",
    "language",
    "areas",
    "chance",
    "choice",
)
"""What the model cannot say, in order; the texts stand in the catalogue."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One language of the page."""

    said: Words
    title: str
    lead: str
    question: str
    warning: str
    messages: Sequence[Message]
    table: Table | None
    notes: Sequence[str]
    sections: Sequence[Section]
    limits: Sequence[str]
    origin: Sequence[tuple[str, Sequence[str]]]
    commands: Sequence[str]
    marks: dict[str, tuple[str, str]]  # scenario → colour and shape of its mark


def edition(
    facts: Facts, origin: Provenance, sections: Sequence[Section], files: Files, said: Words
) -> Edition:
    """Put a study into the words of one language."""
    study = facts.study
    style = looks(study.scenarios, study.baseline, said)
    return Edition(
        said=said,
        title=_title(facts, said),
        lead=_lead(facts, said),
        question=_question(facts, said),
        warning=_warning(origin, said),
        messages=messages(facts, said),
        table=overview(facts, files, said) if facts.effects else None,
        notes=_notes(facts, said) if facts.effects else (),
        sections=sections,
        limits=[said(f"report.limits.{name}") for name in LIMITS],
        origin=_origin(facts, origin, said),
        commands=origin.commands,
        marks={look.label: (look.colour, look.marker) for look in style.values()},
    )


def _title(facts: Facts, said: Words) -> str:
    study = facts.study
    start, end = study.start_year, facts.year
    city = said(place) if (place := f"names.city.{study.place}") in said else study.city
    if facts.effects:
        return said("report.title", len(facts.others), city=city, start=start, end=end)
    return said("report.title_alone", city=city, start=start, end=end)


def _lead(facts: Facts, said: Words) -> str:
    study = facts.study
    return said(
        "report.lead",
        replications=said("figures.replications", len(study.seeds)),
        behaviours=behaviours(study.behaviours, said),
    )


def _question(facts: Facts, said: Words) -> str:
    return facts.study.question if said.language == "en" else facts.study.question_fi


def _warning(origin: Provenance, said: Words) -> str:
    if origin.done == origin.total:
        return ""
    number = said.numbers.number
    return said("report.incomplete", done=number(origin.done), total=number(origin.total))


def _notes(facts: Facts, said: Words) -> list[str]:
    """Return how to read the table, and what a range over behaviours would take."""
    notes = [said("report.table.note"), said("report.table.price")]
    study = facts.study
    if len(study.behaviours) > 1:
        first = said.name("behaviour", facts.behaviour)
        return [*notes, said("report.table.range", behaviour=first)]
    return [
        *notes,
        said("report.table.one_behaviour", behaviour=behaviours(study.behaviours, said)),
    ]


def _origin(facts: Facts, origin: Provenance, said: Words) -> list[tuple[str, Sequence[str]]]:
    study = facts.study
    entries = {
        "study": [study.name],
        "version": origin.versions,
        "revision": origin.revisions,
        "digest": [origin.digest],
        "seeds": [", ".join(map(str, study.seeds))],
        "packages": [", ".join(origin.packages)] if origin.packages else [],
    }
    return [(said(f"report.origin.{k}"), values) for k, values in entries.items() if values]

"""`segsim report`: the planner's page of a results folder."""

from pathlib import Path

from segsim.cli.parser import Parser
from segsim.registry import unknown
from segsim.report.build import write_report
from segsim.texts import LANGUAGES

BOTH = "both"


def command(arguments: list[str]) -> int:
    """Run the verb."""
    given = _parser().read(arguments)
    languages = (*LANGUAGES, BOTH)
    if given.lang not in languages:
        raise unknown("--lang", given.lang, languages)
    chosen = LANGUAGES if given.lang == BOTH else (given.lang,)
    page, beside = write_report(given.folder, chosen)
    print(f"report: {page}")
    print(f"beside it, in {page.with_suffix('')}: {len(beside)} figures and tables")
    return 0


def _parser() -> Parser:
    parser = Parser(
        "report",
        "Write the planner's page of a results folder: DIR/report.html, one file to hand on.",
        "Figures (SVG, PNG) and tables (CSV) stand beside it in DIR/report.",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="results folder")
    parser.add_argument(
        "--lang", default=BOTH, metavar="LANG", help="en, fi or both (default: both)"
    )
    return parser

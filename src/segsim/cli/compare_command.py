"""`segsim compare`: paired differences from the baseline of a results folder."""

import sys
from pathlib import Path

from segsim.cli.parser import Parser
from segsim.registry import UserError
from segsim.study.results import Results, load
from segsim.study.statement import early_warning, impact
from segsim.study.table import comparison_table


def command(arguments: list[str]) -> int:
    """Run the verb."""
    parser = Parser(
        "compare",
        "Compare the scenarios of a results folder on the same seeds, with 90 % intervals.",
        "The table shows the main indicators; --csv and --json give all of them, every year.",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="results folder")
    parser.add_argument("--baseline", help="scenario to compare with (default: the study's)")
    parser.add_argument("--year", help="one calendar year (table: the last one)")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="all indicators as CSV")
    form.add_argument("--json", action="store_true", help="all indicators as JSON")
    form.add_argument("--impact", metavar="SCENARIO", help="impact statement of one scenario")
    form.add_argument(
        "--early-warning", action="store_true", help="districts where incomes have fallen"
    )
    given = parser.read(arguments)
    results = load(given.folder)
    year = None if given.year is None else _year(given.year, results)
    if given.impact is not None:
        print(impact(results, given.impact, given.baseline, year))
        return 0
    if given.early_warning:
        table = early_warning(results, given.baseline, year)
        print(table.to_string(index=False, float_format="{:.4f}".format))
        return 0
    if not (given.csv or given.json):
        print(comparison_table(results, given.baseline, year))
        return 0
    rows = None if year is None else results.table("indicators", only={"year": [year]})
    table = results.compare(given.baseline, rows)
    if given.csv:
        table.to_csv(sys.stdout, index=False)
    else:
        print(table.to_json(orient="records", indent=1))
    return 0


def _year(text: str, results: Results) -> int:
    years = results.years
    if not text.isdigit() or int(text) not in years:
        raise UserError(f"--year: {text!r} is not allowed; a year from {years[0]} to {years[-1]}.")
    return int(text)

"""`segsim compare`: paired differences from the baseline of a results folder."""

import sys
from argparse import Namespace
from pathlib import Path

from segsim.cli.parser import Parser
from segsim.registry import UserError
from segsim.study.decomposition import decompositions
from segsim.study.discoveries import Q
from segsim.study.discoveries_table import discoveries_table
from segsim.study.power_table import power_table
from segsim.study.results import Results, load
from segsim.study.statement import early_warning, impact
from segsim.study.table import comparison_table
from segsim.study.why import why_table


def command(arguments: list[str]) -> int:
    """Run the verb."""
    given = _parser().read(arguments)
    _fitting(given)
    results = load(given.folder)
    year = None if given.year is None else _year(given.year, results)
    method = "bootstrap" if given.bootstrap else "t"
    if given.csv or given.json:
        _all(results, given, year, method)
    else:
        print(_text(results, given, year, method))
    return 0


def _parser() -> Parser:
    parser = Parser(
        "compare",
        "Compare the scenarios of a results folder on the same seeds, with 90 % intervals.",
        "The table shows the main indicators; --csv and --json give all of them, every year.",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="results folder")
    parser.add_argument("--baseline", help="scenario to compare with (default: the study's)")
    parser.add_argument("--year", help="one calendar year (table: the last one)")
    parser.add_argument(
        "--bootstrap", action="store_true", help="bootstrap intervals of changes, instead of t"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="all indicators as CSV")
    form.add_argument("--json", action="store_true", help="all indicators as JSON")
    form.add_argument("--impact", metavar="SCENARIO", help="impact statement of one scenario")
    form.add_argument(
        "--early-warning", action="store_true", help="districts where incomes have fallen"
    )
    form.add_argument(
        "--power", action="store_true", help="what the replications can show of the main figures"
    )
    form.add_argument(
        "--discoveries", action="store_true", help="which outcomes differ, of many compared"
    )
    parser.add_argument(
        "--why", metavar="INDEX", nargs="?", const="", help="what changed an index, part by part"
    )
    parser.add_argument("--precision", metavar="X", help="of --power: half-width wanted (indices)")
    parser.add_argument("--all", action="store_true", help="of --discoveries: all indicators")
    parser.add_argument("--q", metavar="Q", help="of --discoveries: false ones among them (.1)")
    parser.add_argument(
        "--by", action="store_true", help="of --discoveries: Benjamini-Yekutieli's rule"
    )
    return parser


OPTIONS = {"precision": "power", "all": "discoveries", "q": "discoveries", "by": "discoveries"}
"""Options of one form of the comparison."""


def _fitting(given: Namespace) -> None:
    """Refuse options of another form of the comparison than the one asked for."""
    for option, form in OPTIONS.items():
        if getattr(given, option) not in {None, False} and not getattr(given, form):
            raise UserError(f"compare: --{option} goes with --{form}.")
    for form in ("impact", "early_warning", "power", "discoveries"):
        if given.why is not None and getattr(given, form) not in {None, False}:
            name = form.replace("_", "-")
            raise UserError(f"--why: not with --{name}; with --csv, --json or neither.")
        if given.bootstrap and getattr(given, form):
            name = form.replace("_", "-")
            raise UserError(f"compare: --bootstrap does not go with --{name}; leave one out.")


def _text(results: Results, given: Namespace, year: int | None, method: str) -> str:
    if given.impact is not None:
        return impact(results, given.impact, given.baseline, year)
    if given.early_warning:
        table = early_warning(results, given.baseline, year)
        return table.to_string(index=False, float_format="{:.4f}".format)
    if given.why is not None:
        return why_table(results, given.why or None, given.baseline, year)
    if given.power:
        precision = None if given.precision is None else _number("precision", given.precision)
        return power_table(results, precision, given.baseline, year)
    if given.discoveries:
        q, rule = Q if given.q is None else _number("q", given.q), "by" if given.by else "bh"
        return discoveries_table(results, q, rule, given.baseline, year, every=given.all)
    return comparison_table(results, given.baseline, year, method)


def _all(results: Results, given: Namespace, year: int | None, method: str) -> None:
    """Print all indicators, or all that changed them, for programs to read."""
    if given.why is not None:
        table = decompositions(results, given.why or None, year, given.baseline)
    else:
        rows = None if year is None else results.table("indicators", only={"year": [year]})
        table = results.compare(given.baseline, rows, method=method)
    if given.csv:
        table.to_csv(sys.stdout, index=False)
    else:
        print(table.to_json(orient="records", indent=1))


def _number(option: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise UserError(f"--{option}: {text!r} is not allowed; allowed: a number.") from None


def _year(text: str, results: Results) -> int:
    years = results.years
    if not text.isdigit() or int(text) not in years:
        raise UserError(f"--year: {text!r} is not allowed; a year from {years[0]} to {years[-1]}.")
    return int(text)

"""`segsim search`: packages of policies that reach a target at the least price."""

import sys

from segsim.cli.parser import Parser
from segsim.study.progress import say
from segsim.study.search.report import report
from segsim.study.search.search import IncompleteError, question, search
from segsim.study.store import storage

EPILOG = """\
Keys of a search:
  target='corrected_d<=.22'       INDICATOR[.LEVEL[.GROUP]] <= or >= VALUE or baseline-VALUE;
                                  corrected_d, income_d and school_d are short names
  by=2045                         year in which it is to be met (default: the last)
  minimise=cost                   cost, city_cost or displaced; a list for several
  budget=40  replications=4       packages tried, seeds each
  confirm=16  finalists=8         fresh seeds, and packages that are run again on them
  largest=N                       most policies in a package
  intensities=[.25,.5,.75,1]      strengths tried, as shares of each policy as given
and every key of `segsim run` but precision, profile and -m: policy=[a,b], levers, city, driver,
behaviours, years, seeds, out … Without policy those of the main study are combined.

  segsim search target='corrected_d<=.21'
  segsim search city=turku 'policy=[tenure_mixing,infill]' target='income_d<=baseline-.02'

What is there already is not computed again."""


def command(arguments: list[str]) -> int:
    """Run the verb."""
    parser = Parser(
        "search", "Find packages of policies that reach a target at the least price.", EPILOG
    )
    parser.add_argument("overrides", nargs="*", metavar="key=value")
    parser.add_argument("--no-figures", action="store_true", help="draw no figure")
    given = parser.read(arguments)
    asked = question(given.overrides)
    for note in asked.pool.notes:
        say(f"note: {note}")
    try:
        found = search(asked)
    except IncompleteError as problem:
        print(f"segsim: {problem}", file=sys.stderr)
        return 1
    print(report(found))
    if not given.no_figures:
        from segsim.study.search.figure import write_front  # noqa: PLC0415 - Matplotlib

        with storage(asked.out):
            write_front(found)
        say(f"figure: {asked.out / 'front.png'}, front.svg")
    say(f"results: {asked.out}")
    return 0

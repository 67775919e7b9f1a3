"""The command `segsim`: verbs, exit codes, and messages instead of tracebacks.

Nothing heavy is imported here: `segsim --help` answers at once.
"""

import os
import shlex
import signal
import sys
from collections.abc import Sequence
from importlib import import_module

from segsim.registry import StoppedError, UserError, nearest

VERBS = {
    "run": "run a study: scenarios x replications, with a comparison at the end",
    "list": "list policies, presets, cities, indices, drivers, behaviours, studies, benchmarks",
    "describe": "print the model as resolved: schedule, parameters, levers",
    "search": "find packages of policies that reach a target at the least price",
    "compare": "compare the scenarios of a results folder, as table, CSV or JSON",
    "explore": "see a study, or a city that is being simulated, in a browser",
    "report": "write the planner's page of a results folder, in English, Finnish or both",
    "import": "turn a table of districts into a city",
    "validate": "reproduce exact and published results: expected, found, verdict",
    "clean": "remove what a results folder no longer needs",
    "doctor": "print versions, cores, caches and optional parts",
}
"""What each verb does; the verb's module is `segsim.cli.<verb>_command`."""

LATER = ("calibrate", "sensitivity", "hindcast")
"""Verbs that are planned and not built."""

WELL, FAILED, MISTAKE, INTERRUPTED = 0, 1, 2, 130

EXAMPLES = """\
examples:
  segsim run                                      the main study: Tampere, six scenarios
  segsim run policy.tram.open_year=2030           the same with another year for the tram
  segsim run city=grid policy=[infill] years=10   one policy against the baseline
  segsim search target='corrected_d<=.21'         what reaches that at least cost
  segsim list policies
  segsim describe city=tampere policy=[tram]
  segsim compare results/tampere_policies --csv
  segsim explore results/tampere_policies
  segsim validate --fast

exit codes: 0 well, 1 a run failed, 2 a mistake in what was given, 130 interrupted"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _write_anything()
    try:
        runs = given[:1] in (["run"], ["search"]) and not {"-h", "--help"} & set(given)
        if arguments is None and runs:
            _end_like_ctrl_c()
            with import_module("segsim.study.processes").worker_ahead("segsim.study.worker"):
                return _dispatch(given)
        return _dispatch(given)
    except UserError as error:
        for line in str(error).split("\n"):
            print(f"segsim: {line}", file=sys.stderr)
        return MISTAKE
    except (StoppedError, KeyboardInterrupt) as end:
        told = str(end) or "interrupted; what was finished is kept"
        print(f"segsim: {told}\ngo on with: {shlex.join(['segsim', *given])}", file=sys.stderr)
        return FAILED if isinstance(end, StoppedError) else INTERRUPTED
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return WELL


def _end_like_ctrl_c() -> None:
    """Let what a scheduler of jobs or a closed terminal sends keep what is finished, too."""
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)


def _write_anything() -> None:
    """Replace characters that a terminal's encoding lacks instead of failing on them."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _dispatch(given: list[str]) -> int:
    if not given or given[0] in {"-h", "--help", "help"}:
        print(usage())
        return WELL
    if given[0] == "--version":
        print(import_module("importlib.metadata").version("segsim"))
        return WELL
    verb, rest = given[0], given[1:]
    if verb not in VERBS:
        raise UserError(_no_verb(verb))
    code: int = import_module(f"segsim.cli.{verb}_command").command(rest)
    return code


def _no_verb(verb: str) -> str:
    offered = f"Verbs: {', '.join(VERBS)}."
    if verb in LATER:
        return f"{verb}: not available yet in this version. {offered}"
    close = nearest(verb, [*VERBS, *LATER])
    hint = f" Did you mean {' or '.join(repr(name) for name in close[:2])}?" if close else ""
    if "=" in verb:
        hint = " Did you forget the verb: 'segsim run …'?"
    return f"there is no verb {verb!r}.{hint} {offered}"


def usage() -> str:
    """Return the help text."""
    width = max(len(verb) for verb in VERBS)
    verbs = "\n".join(f"  {verb:<{width}}  {does}" for verb, does in VERBS.items())
    return (
        "usage: segsim VERB [arguments]        (segsim VERB --help for one verb)\n\n"
        "Residential sorting in whole Finnish cities, and what policies do to it.\n\n"
        f"{verbs}\n\n{EXAMPLES}"
    )

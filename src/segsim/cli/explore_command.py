"""`segsim explore`: a finished study, or a city that is being simulated, in a browser."""

from pathlib import Path

from segsim.cli.parser import Parser
from segsim.registry import UserError
from segsim.study.progress import say
from segsim.study.results import load
from segsim.study.store import storage

EPILOG = """\
  segsim explore results/tampere_policies      writes results/tampere_policies/explorer.html
  segsim explore --live city=tampere           simulates while you look, on 127.0.0.1"""


def command(arguments: list[str]) -> int:
    """Run the verb."""
    parser = Parser("explore", "See a city in a browser: maps, indices, differences.", EPILOG)
    parser.add_argument(
        "given", nargs="*", metavar="DIR | key=value", help="results folder; or the city to live in"
    )
    parser.add_argument("--live", action="store_true", help="simulate while you look")
    parser.add_argument("--lang", metavar="en|fi", default="en", help="language to open in")
    parser.add_argument("--port", metavar="N", help="of --live: port of 127.0.0.1 (a free one)")
    parser.add_argument("--no-browser", action="store_true", help="of --live: only say the address")
    given = parser.read(arguments)
    _language(given.lang)
    if given.live:
        from segsim.explorer.live.server import serve  # noqa: PLC0415 - a server, only if asked

        return serve(given.given, _port(given.port), given.lang, open_browser=not given.no_browser)
    for option, value in (("--port", given.port), ("--no-browser", given.no_browser)):
        if value:
            raise UserError(f"explore: {option} goes with --live.")
    if len(given.given) != 1:
        raise UserError(
            "explore: give one results folder, or --live and overrides. See segsim explore --help."
        )
    return _write(Path(given.given[0]), given.lang)


def _language(language: str) -> None:
    from segsim.texts import words  # noqa: PLC0415 - reads the catalogue

    words(language)


def _port(text: str | None) -> int:
    if text is None:
        return 0
    if not text.isdigit() or not 0 <= int(text) <= 65_535:
        raise UserError(f"--port: {text!r} is not allowed; a whole number from 0 to 65535.")
    return int(text)


def _write(folder: Path, language: str) -> int:
    results = load(folder)
    from segsim.explorer.saved import write_explorer  # noqa: PLC0415 - Matplotlib, templates

    with storage(folder):
        path = write_explorer(results, language)
    say(f"explorer: {path} ({path.stat().st_size / 1e6:.1f} MB, one file; open it in a browser)")
    return 0

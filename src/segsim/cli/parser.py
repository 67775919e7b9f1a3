"""Arguments of a verb: options and overrides may stand in any order."""

from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from typing import NoReturn

from segsim.registry import UserError, nearest


class Parser(ArgumentParser):
    """An argument parser whose complaints are ordinary user errors."""

    def __init__(self, verb: str, description: str, epilog: str = "") -> None:
        super().__init__(
            prog=f"segsim {verb}",
            description=description,
            epilog=epilog,
            formatter_class=RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        self.verb = verb

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing and exiting."""
        raise UserError(f"{self.verb}: {message}. See segsim {self.verb} --help.")

    def read(self, arguments: list[str]) -> Namespace:
        """Parse, and name the nearest option for one that does not exist."""
        known = [name for action in self._actions for name in action.option_strings]
        for argument in arguments:
            name = argument.split("=", 1)[0]
            if argument.startswith("-") and argument != "-" and name not in known:
                close = nearest(name, known)
                hint = f" Did you mean {close[0]}?" if close else ""
                raise UserError(
                    f"{self.verb}: there is no option {name!r}.{hint} Options: {', '.join(known)}."
                )
        return self.parse_intermixed_args(arguments)

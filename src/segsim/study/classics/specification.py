"""What one run of a classical model is: the model, its parameters, and the seed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from warnings import catch_warnings, simplefilter

from segsim.model.checking import validated
from segsim.model.specification import content_key
from segsim.parameters import Parameters
from segsim.registry import UserError
from segsim.study.classics.classic import Classic, Values
from segsim.study.classics.models import classic
from segsim.study.classics.parameters import declared, values
from segsim.submodels.board import Board, Watch


@dataclass(frozen=True, slots=True)
class ClassicRun:
    """Everything that decides the result of one run of a classical model."""

    model: str
    parameters: Parameters
    seed: int = 1

    @property
    def classic(self) -> Classic:
        """What is known of the model."""
        return classic(self.model)

    @property
    def setting(self) -> Values:
        """The parameters as the function takes them."""
        return values(self.parameters)

    def seeded(self, seed: int) -> "ClassicRun":
        """Return the same with another seed."""
        return replace(self, seed=seed)

    def canonical(self) -> dict[str, Any]:
        """Return it in plain JSON types; :func:`classic_run` makes it again."""
        content = {"model": self.model, "parameters": self.parameters.model_dump(mode="json")}
        return {**content, "seed": self.seed} if self.classic.draws else content

    def key(self) -> str:
        """Return the name of this run's results: equal keys mean equal results."""
        return content_key(self.canonical(), "")

    def play(self, watch: Watch | None = None) -> Mapping[str, Any]:
        """Run the model and return its figures."""
        given = dict(self.setting)
        if self.classic.draws:
            given["seed"] = self.seed
        if watch is not None and self.classic.watched:
            given["watch"] = watch
        with catch_warnings():
            simplefilter("ignore", RuntimeWarning)  # what is undefined is not recorded
            return self.classic.function(**given)

    def rehearse(self) -> None:
        """Start the model and stop before anything moves, to hear what it refuses.

        A model without randomness takes milliseconds and runs to its end. What cannot be watched
        is heard when it runs.
        """
        if not self.classic.watched and self.classic.draws:
            return
        try:
            self.play(_stop)
        except _StartedError:
            return
        except UserError:
            raise
        except (ArithmeticError, ValueError, IndexError, MemoryError) as error:
            reason = " ".join(str(error).split()) or type(error).__name__
            raise UserError(f"{self.model} cannot start with these parameters: {reason}.") from None


class _StartedError(Exception):
    """The model has started: it refuses nothing."""


def _stop(_: int, __: Board) -> None:
    raise _StartedError


def classic_run(configuration: Mapping[str, Any]) -> ClassicRun:
    """Validate a configuration: ``model``, ``parameters`` and ``seed``."""
    model = str(configuration["model"])
    parameters = validated(declared(model), configuration.get("parameters", {}))
    return ClassicRun(model, parameters, int(configuration.get("seed", 1)))

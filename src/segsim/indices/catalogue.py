"""The register of indices: what each is called, how it is called and what it may return."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from segsim.indices.arrays import Array
from segsim.registry import Registry, UserError

type Kind = Literal["two_group", "multigroup", "ordinal", "spatial", "individual", "change"]
type Unit = Literal["table", "group", "pair"]

DATA = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


@dataclass(frozen=True)
class Index:
    """A registered index: the function with what is needed to call it and read its value.

    Parameters
    ----------
    name
        The name in configurations and result tables.
    function
        The pure function behind it; calling the index calls the function.
    kind
        ``"two_group"`` and ``"multigroup"`` read counts of areas by groups, ``"ordinal"`` the
        same with ordered columns (lowest first), ``"spatial"`` needs places or neighbours as
        well, ``"individual"`` takes one value and one area for every person or household, and
        ``"change"`` compares two tables.
    bounds
        The lowest and the highest value that it can have.
    reference
        Where it was proposed.
    """

    name: str
    function: Callable[..., Array]
    kind: Kind
    bounds: tuple[float, float]
    reference: str
    data: tuple[str, ...] = field(init=False)
    required: tuple[str, ...] = field(init=False)
    optional: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        parameters = inspect.signature(self.function).parameters.values()
        keywords = [p for p in parameters if p.kind is inspect.Parameter.KEYWORD_ONLY]
        known = {
            "__doc__": self.function.__doc__,
            "data": tuple(p.name for p in parameters if p.kind in DATA),
            "required": tuple(p.name for p in keywords if p.default is p.empty),
            "optional": tuple(p.name for p in keywords if p.default is not p.empty),
        }
        for key, value in known.items():
            object.__setattr__(self, key, value)

    @property
    def per(self) -> Unit:
        """What one value belongs to: a whole table, one group or a pair of groups."""
        if "to" in self.required:
            return "pair"
        return "group" if "group" in self.required + self.optional else "table"

    def __call__(self, *data: Any, **parameters: Any) -> Array:  # noqa: ANN401
        """Call the function as it is."""
        return self.function(*data, **parameters)

    def measure(self, *data: Any, **offered: Any) -> Array:  # noqa: ANN401
        """Call the function with those of the offered parameters that it takes.

        Parameters
        ----------
        *data
            The arguments listed in ``data``: counts, or values and areas.
        **offered
            Everything the caller knows (``group``, ``to``, ``super_areas``, ``weights``, …);
            what the function does not take is left out.

        Returns
        -------
        Array
            The value of the function.

        Raises
        ------
        UserError
            A required parameter is not offered.
        """
        missing = [key for key in self.required if key not in offered]
        if missing:
            raise UserError(f"the index {self.name!r} needs {' and '.join(missing)}")
        taken = {key: offered[key] for key in self.required + self.optional if key in offered}
        return self.function(*data, **taken)


INDICES: Registry[Index] = Registry("index", "segsim.indices", "segsim.indices")


def index[F: Callable[..., Array]](
    name: str, *, bounds: tuple[float, float], kind: Kind, reference: str
) -> Callable[[F], F]:
    """Return a decorator that registers a function as an index and leaves it as it is.

    Parameters
    ----------
    name
        The name under which studies and users find it.
    bounds
        The lowest and the highest value that it can have.
    kind
        What it reads, see :class:`Index`.
    reference
        Where it was proposed.
    """

    def register(function: F) -> F:
        INDICES.add(name)(Index(name, function, kind, bounds, reference))
        return function

    return register

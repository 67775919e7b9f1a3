"""Registers exact means of indices under randomness, and what all of them share.

Chance means: area sizes and group totals stay, everybody is dealt out at random over the homes.
"""

from collections.abc import Callable
from inspect import cleandoc
from typing import SupportsIndex

from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, split, table, whole
from segsim.indices.catalogue import INDICES, index

WINSHIP = """References
----------
C. Winship (1977), A revaluation of indexes of residential segregation, Social Forces 55.
"""


def whole_table(counts: ArrayLike) -> Array:
    """Return counts ``[..., area, group]``, refused unless they are whole numbers."""
    return whole(table(counts), ("area", "group"))


def whole_split(
    counts: ArrayLike, group: SupportsIndex, ref: SupportsIndex | None
) -> tuple[Array, Array]:
    """Return the two groups as :func:`split` does, refused unless they are whole numbers."""
    return split(whole_table(counts), group, ref)


def mean_of[**P](
    of: Callable[P, Array], *, references: str = WINSHIP, whole: bool = True
) -> Callable[[Callable[P, Array]], Callable[P, Array]]:
    """Return a decorator that registers a function as the exact mean of an index.

    It takes over the parameters, range and kind of the index, and completes the docstring.
    """
    item = INDICES.registered(of.__name__)

    def register(mean: Callable[P, Array]) -> Callable[P, Array]:
        mean.__doc__ = f"{cleandoc(mean.__doc__ or '')}\n\n{sections(of, references, whole=whole)}"
        year = "Winship 1977" if references is WINSHIP else item.reference
        named = index(mean.__name__, bounds=item.bounds, kind=item.kind, reference=year)
        return named(mean)

    return register


def sections(of: Callable[..., Array], references: str, *, whole: bool) -> str:
    """Return what the docstring of an index says of parameters, values and errors."""
    text = cleandoc(of.__doc__ or "")
    kept = text[text.index("Parameters\n") : text.index("References\n")]
    if whole:
        kept = kept.replace("``[..., area, group]``", "``[..., area, group]``, whole numbers")
        kept = kept.replace("Counts are not counts", "Counts are not whole counts")
    return kept + references

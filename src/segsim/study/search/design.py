"""What a search tries first: every policy alone, all together, and an even spread between."""

from collections.abc import Iterator

from segsim.registry import UserError
from segsim.study.search.space import Package, Space

SHARE = 0.35
"""Share of the budget that screening may use; the rest goes where it points to."""
POWER = 12
"""Two to this power are the points that are looked at before the spread counts as exhausted."""


def screening(space: Space, budget: int) -> list[Package]:
    """Return the packages of the first round, each once.

    Every policy alone at full strength, all together where that is allowed, each alone at the
    strength nearest to half, then packages from a Sobol sequence, which is deterministic: the
    first coordinate says how many policies, the others which and how strong.

    Raises
    ------
    UserError
        When the budget does not even hold every policy alone and all together.
    """
    least = len(space.policies) + 2
    if budget < least:
        raise UserError(
            f"budget: {budget} is not allowed: {len(space.policies)} policies need at least "
            f"{least} packages; more are better."
        )
    half = min(space.percents, key=lambda percent: (abs(percent - 50), percent))
    first = [alone(space, place, 100) for place in range(len(space.policies))]
    if space.largest == len(space.policies):
        first.append((100,) * len(space.policies))
    first += [alone(space, place, half) for place in range(len(space.policies))]
    chosen = dict.fromkeys(first[:budget])
    room = max(int(SHARE * budget), len(chosen))
    for package in spread(space):
        if len(chosen) >= min(room, len(space.packages)):
            break
        chosen.setdefault(package)
    return list(chosen)


def alone(space: Space, place: int, percent: int) -> Package:
    """Return one policy by itself."""
    return tuple(percent if i == place else 0 for i in range(len(space.policies)))


def spread(space: Space) -> Iterator[Package]:
    """Yield packages evenly over sizes, policies and strengths."""
    from scipy.stats import qmc  # noqa: PLC0415 - a second, before a study starts

    count = len(space.policies)
    # not scrambled: nothing is drawn, the points are those of the sequence every time
    points = qmc.Sobol(2 * count + 1, scramble=False).random_base2(POWER)
    for point in points[1:]:  # the first is the corner of zeros
        smallest = min(2, space.largest)  # each policy alone is tried anyway
        size = smallest + int(point[0] * (space.largest - smallest + 1))
        ranks, strengths = point[1 : count + 1], point[count + 1 :]
        members = set(sorted(range(count), key=lambda i: (-ranks[i], i))[:size])
        yield tuple(
            space.percents[int(strengths[i] * len(space.percents))] if i in members else 0
            for i in range(count)
        )

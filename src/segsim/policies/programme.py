"""What programmes in neighbourhoods share: they begin where incomes are lowest, and they fade.

Nothing is written into a state: what a programme holds up stands in ``Institutions.lifts`` for the
year, and the processes of the year add it. What follows from it (reputation, attachment) lasts as
long as those states remember.
"""

from segsim.maths import total
from segsim.parameters import parameter
from segsim.policies.base import Policy
from segsim.policies.targets import residents
from segsim.world import World
from segsim.world.tables import F64

HALF_LIFE = 4
"""Years in which half of what workers built up is gone [assumption]."""


class Programme(Policy):
    """A programme in some neighbourhoods."""

    target: str | tuple[str, ...] = parameter(
        "worst_first", "where: all, uniform, worst_first, early_warning, or a list of districts"
    )

    def where(self, world: World) -> F64:
        """Return how strongly the programme reaches each neighbourhood, 0 … 1."""
        return self.reach(world)

    def reached(self, world: World) -> float:
        """Return the persons who live in the target."""
        return total(self.where(world) * residents(world))

"""What children learn before school: home and daycare, and programmes beside them (row 5.8)."""

import numpy as np

from segsim.kernels.learning import LearningRules, daycare, learn
from segsim.maths import standardised, total
from segsim.streams import Purpose, base
from segsim.submodels.threads import in_parts, part_of
from segsim.world import World


def learn_early(world: World) -> None:
    """Let a year of children's learning pass.

    Home and daycare give 0 on average over the city's children under 7 each year, so that only
    programmes raise the mean.
    """
    n, p = world.neighbourhoods, world.parameters.schools
    rules = LearningRules(
        p.learning_education, p.learning_language, p.learning_speed, p.learning_late
    )
    counts, given = np.zeros((n.room, 3), np.int64), np.zeros(n.room)
    h, rows = world.households.columns(), world.household_rows
    daycare(h, rows, rules, counts, given)
    children = counts[:, 0].astype(np.float64)
    burden = (counts[:, 1] + counts[:, 2]) / np.maximum(children, 1.0)
    peers = -p.learning_peers * standardised(burden, children)
    lift = np.broadcast_to(world.institutions.learning, (n.room, 2)).copy()
    centre = total(given) / max(total(children), 1.0)
    key = base(world.seed, Purpose.LEARNING, world.year)

    def learn_part(share: slice) -> None:
        learn(part_of(h, share), share.stop - share.start, peers, lift, centre, rules, key)

    in_parts(rows, world.threads, learn_part)

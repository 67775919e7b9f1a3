"""Founding households: young people, parted partners and newcomers, with their earnings."""

import numpy as np

from segsim.kernels.founding import start_earning
from segsim.kernels.learning import MIDDLE, STEPS
from segsim.streams import Purpose, base, hashes, quantiles, uniforms
from segsim.submodels.earning import earning_rules
from segsim.submodels.leftovers import LEAVING_HOME
from segsim.submodels.threads import in_parts
from segsim.world import Status, World
from segsim.world.tables import F64, I64, U64

FIRST_JOB = 0.65
"""Share of those leaving home who work [assumption]."""
NEVER = -100
"""Year of arrival of households that did not come from abroad."""


def found_households(world: World, ids: U64, parents: I64, kind: int) -> I64:
    """Add households that come from ``parents`` and search for a home; return their rows.

    A parted partner resembles the household it leaves; a young person is 19, single, and shares
    some of the parents' lasting income.
    """
    rows = place_rows(world, ids, kind)
    h = world.households
    for name in ("language", "arrival", "skill", "education"):
        getattr(h, name)[rows] = getattr(h, name)[parents]
    h.adults[rows] = 1
    home = h.dwelling[parents]
    origin = np.where(home >= 0, h.neighbourhood[parents].astype(np.int32), np.int32(-1))
    world.workspace.origin[rows] = origin
    if kind == LEAVING_HOME:
        h.age[rows] = 19
        h.education[rows] = np.maximum(h.education[parents], 1)
        works = uniforms(world.seed, Purpose.EMPLOYMENT, world.year, ids) < FIRST_JOB
        h.employed[rows] = works
        start_earnings(world, rows, handed_down(world, parents))
        h.wealth[rows] = 1000.0
    else:
        h.age[rows] = h.age[parents]
        h.permanent[rows] = h.permanent[parents]
        h.transitory[rows] = h.transitory[parents]
        h.income[rows] = 0.6 * h.income[parents]
    return rows


def handed_down(world: World, parents: I64) -> F64:
    """Return what young people have from home in lasting log income [parent].

    A part of the parents' own, and what they learnt as children, which is 0 on average but for
    programmes.
    """
    h, p = world.households, world.parameters.income
    learnt = h.learning[parents]
    sd = np.where(learnt > 0, (learnt.astype(np.float64) - MIDDLE) / STEPS, 0.0)
    return np.asarray(
        0.3 * h.permanent[parents].astype(np.float64) + p.early_learning * sd, np.float64
    )


def place_rows(world: World, ids: U64, kind: int) -> I64:
    """Take rows for new households without a home and note why they have none."""
    work, h = world.workspace, world.households
    rows = world.new_household_rows(ids.size)
    missing = h.room - work.kind.size
    if missing > 0:
        work.kind = np.concatenate([work.kind, np.zeros(missing, np.uint8)])
        work.origin = np.concatenate([work.origin, np.full(missing, -1, np.int32)])
    h.id[rows] = ids
    h.status[rows] = Status.SEEKING
    h.dwelling[rows] = -1
    h.school[rows] = -1
    h.arrival[rows] = NEVER
    h.moved[rows] = world.year
    work.kind[rows] = kind
    work.origin[rows] = -1
    return rows


def start_earnings(
    world: World, rows: I64, shift: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> None:
    """Draw the lasting and passing parts of income; ``shift`` is added to the lasting one."""
    h, rules, normal = world.households, earning_rules(world), quantiles().normal
    spread = world.earnings.sds * world.parameters.driver.inequality
    key = base(world.seed, Purpose.HOUSEHOLD, world.year)

    def start_part(share: slice) -> None:
        start_earning(
            h.columns(),
            rows[share],
            shift[share],
            world.earnings.means,
            spread,
            rules,
            normal,
            world.year,
            key,
        )

    in_parts(rows.size, world.threads, start_part)


def newcomer_ids(world: World, count: int) -> U64:
    """Return the identities of in-migrant slots 0 … count − 1 of this year."""
    slots = np.arange(count, dtype=np.uint64)
    return hashes(world.seed, Purpose.IN_MIGRATION, world.year, slots)

"""Renewal of social rental: notice, tearing down, replacement.

Dwellings under notice are not let again: once empty they leave the stock. Who still lives in one
when it comes down loses the home. Who has to move is followed in `submodels/decanting.py`.
"""

import numpy as np
from numpy.typing import NDArray

from segsim.kernels.moves import leave_all
from segsim.maths import total
from segsim.streams import Purpose, uniforms
from segsim.submodels.works import remove_dwellings, start
from segsim.world import Status, Tenure, World, tallies
from segsim.world.institutions import cause_code, policy_cause
from segsim.world.ledger import CostKind
from segsim.world.tables import I64, U64
from segsim.world.works import Renewal, RenewalOrder

type Truth = NDArray[np.bool_]


def give_notice(world: World) -> None:
    """Draw the dwellings of this year's orders: they will be torn down after the notice."""
    for order in sorted(world.institutions.orders, key=lambda one: one.policy):
        rows = drawn(world, order)
        if rows.size == 0:
            continue
        d = world.dwellings
        site = np.bincount(d.neighbourhood[rows], minlength=world.neighbourhoods.room)
        due = world.calendar + order.terms.notice_years
        area = total(d.area[rows].astype(np.float64))
        renewal = Renewal(order.policy, order.terms, due, rows, d.id[rows], site, area)
        world.institutions.renewals.append(renewal)


def drawn(world: World, order: RenewalOrder) -> I64:
    """Return the rows of the dwellings that an order takes: of its era, not yet under notice."""
    d, rows = world.dwellings, world.dwelling_rows
    old = (d.built[:rows] >= order.era[0]) & (d.built[:rows] <= order.era[1])
    social = (d.standing[:rows] == 1) & (d.tenure[:rows] == Tenure.SOCIAL_RENT)
    found = np.flatnonzero(old & social & ~closed(world)[:rows])
    key = d.id[found] ^ np.uint64(cause_code(order.policy))
    u = uniforms(world.seed, Purpose.DEMOLITION, world.year, key)
    return found[u < order.share[d.neighbourhood[found]]].astype(np.int64)


def closed(world: World) -> Truth:
    """Tell which dwellings are under notice [dwelling row]."""
    out = np.zeros(world.dwellings.room, bool)
    for renewal in world.institutions.renewals:
        out[standing(world, renewal)] = True
    return out


def standing(world: World, renewal: Renewal) -> I64:
    """Return the rows of the dwellings under notice that have not come down."""
    d = world.dwellings
    here = (d.id[renewal.row] == renewal.id) & (d.standing[renewal.row] == 1)
    return np.asarray(renewal.row[here], np.int64)


def withdraw(world: World) -> None:
    """Take the empty dwellings under notice out of the stock."""
    for renewal in world.institutions.renewals:
        rows = standing(world, renewal)
        empty = world.dwellings.occupant[rows] < 0
        remove_dwellings(world, rows[empty])
        world.records.count("demolished", empty.sum())
        renewal.row, renewal.id = rows[~empty], world.dwellings.id[rows[~empty]]


def tear_down(world: World) -> None:
    """Tear down what is due, start what replaces it, and pay; who lives there loses the home."""
    rules = world.institutions
    rules.renewals = sorted(rules.renewals, key=lambda one: (one.policy, one.due))
    for renewal in rules.renewals:
        if renewal.due == world.calendar:
            evacuate(world, renewal)
            replace(world, renewal)
    withdraw(world)
    rules.renewals = [one for one in rules.renewals if not over(world, one)]


def over(world: World, renewal: Renewal) -> bool:
    """Tell whether nothing more comes of a renewal."""
    return renewal.completes is not None and renewal.completes < world.calendar


def pay(world: World, renewal: Renewal, kind: CostKind, eur: float) -> None:
    """Charge the programme of a renewal."""
    world.ledger.charge(renewal.policy, world.calendar, renewal.terms.payer, kind, eur)


def evacuate(world: World, renewal: Renewal) -> None:
    """Take their homes from those who have not moved by the end of the notice."""
    h, d = world.households, world.dwellings
    rows = standing(world, renewal)
    rows = rows[d.occupant[rows] >= 0]
    who = d.occupant[rows].astype(np.int64)
    place = d.neighbourhood[rows].astype(np.int64)
    leave_all(
        h.columns(),
        d.columns(),
        tallies.of(world.neighbourhoods),
        who,
        np.zeros(h.room, np.int32),
    )
    h.status[who] = Status.HOMELESS
    remember(renewal, who, h.id[who], place)
    pay(world, renewal, "opex", renewal.terms.compensation * who.size)
    world.records.count("evacuated", who.size)
    world.records.count("displaced", who.size)


def remember(renewal: Renewal, rows: I64, ids: U64, place: I64) -> None:
    """Note who has left, and from where."""
    renewal.left_row = np.concatenate([renewal.left_row, rows])
    renewal.left_id = np.concatenate([renewal.left_id, ids])
    renewal.left_from = np.concatenate([renewal.left_from, place])


def replace(world: World, renewal: Renewal) -> None:
    """Start the replacement on the site; pay for tearing down and for its social dwellings."""
    n, terms = world.neighbourhoods, renewal.terms
    plots = np.asarray(terms.replace_ratio * renewal.site, np.float64)
    kinds = np.full(n.room, terms.building_type, np.int64)
    weights = plots[:, None] * terms.split
    cause = policy_cause(renewal.policy)
    started = start(world, plots, cause, kinds, terms.lag_years, weights)
    renewal.completes = world.calendar + terms.lag_years
    renewal.social = started[:, Tenure.SOCIAL_RENT].copy()
    pay(world, renewal, "capex", terms.demolition_eur_m2 * renewal.area)
    pay(world, renewal, "capex", terms.advance * int(renewal.social.sum()))


def raise_rents(world: World) -> None:
    """Raise social rents where replacements are ready, by their share of the social stock."""
    n = world.neighbourhoods
    for renewal in sorted(world.institutions.renewals, key=lambda one: (one.policy, one.due)):
        if renewal.completes == world.calendar:
            social = n.stock[:, Tenure.SOCIAL_RENT].sum(axis=1)
            share = renewal.social / np.maximum(social, 1)
            n.social_rent = n.social_rent * (1.0 + renewal.terms.rent_uplift * share)

"""One market round: frozen choices, bids, landlords, moves; nothing depends on order."""

import numpy as np
import pytest

from segsim.kernels.utility import chooser
from segsim.submodels.surroundings import finance, surroundings
from segsim.submodels.trading import trade
from segsim.submodels.vacancies import vacant_rows
from segsim.world.workspace import PLACED, STAYS, WAITS

OWNER, OCCUPANCY, PRIVATE, SOCIAL = range(4)


def searchers(world):
    return world.workspace.search.row.astype(np.int64)


def test_a_better_alternative_never_loses_a_chooser(opened, choices):
    """T18: frozen shocks, single shot."""
    world = opened(market={"acceptance": 1.0})
    rows = searchers(world)[:400]
    before, _ = choices(world, rows)
    wanted, counts = np.unique(before[before >= 0], return_counts=True)
    improved, gained = wanted[np.argsort(-counts)[:6]], 0
    for dwelling in improved:
        was = world.workspace.listings["quality"][dwelling]
        world.workspace.listings["quality"][dwelling] = was + 0.4
        after, _ = choices(world, rows)
        world.workspace.listings["quality"][dwelling] = was
        assert np.all(after[before == dwelling] == dwelling)
        changed = after != before
        assert np.all(after[changed] == dwelling)  # and nobody else's choice turns elsewhere
        gained += changed.sum()
    assert gained > 3


def test_a_cheaper_owner_home_never_loses_a_chooser(opened, choices):
    world = opened()
    rows = searchers(world)[:500]
    before, _ = choices(world, rows)
    listings = world.workspace.listings
    owned = before[(before >= 0) & (listings["tenure"][np.maximum(before, 0)] == OWNER)]
    dwelling = np.bincount(owned).argmax()
    # In the same class of charge, so that the same candidates come up.
    listings["charge"][dwelling] *= 0.999
    listings["price"][dwelling] *= 0.999
    after, _ = choices(world, rows)
    assert np.all(after[before == dwelling] == dwelling)


def test_one_more_vacancy_turns_few_choices_elsewhere(opened, choices):
    """A new vacancy takes 1 ÷ vacancies of the draws, and may cost the same share their choice."""
    world = opened(market={"acceptance": 1.0})
    rows, vacant = searchers(world)[:400], vacant_rows(world, False)
    elsewhere = 0
    for added in vacant[:: vacant.size // 4][:4]:
        after, _ = choices(world, rows)
        before, _ = choices(world, rows, open_rows=vacant[vacant != added])
        elsewhere += np.sum((after != before) & (after != added))
    expected = 4 * rows.size / vacant.size
    assert elsewhere < expected + 5.0 * np.sqrt(expected)


def test_the_best_offer_of_all_who_choose_a_dwelling_wins(opened, choices, round_of, tools):
    world = opened()
    rows = searchers(world)
    chosen, offers = choices(world, rows)
    together = round_of(world, tools.search_of(world, rows))
    identity = world.households.id
    for dwelling, winner, offer in zip(
        together.dwelling, together.winner, together.offer, strict=True
    ):
        rivals = np.flatnonzero(chosen == dwelling)
        best = max(rivals, key=lambda k: (offers[k], int(identity[rows[k]])))
        assert winner == best
        assert offer == offers[best]
    assert sorted(together.dwelling) == sorted(set(chosen[chosen >= 0]))


def test_the_order_of_the_searchers_does_not_matter(opened, round_of, tools):
    world = opened()
    rows = searchers(world)
    one = round_of(world, tools.search_of(world, rows))
    other = round_of(world, tools.search_of(world, rows[::-1]))
    assert np.array_equal(one.dwelling, other.dwelling)
    assert np.array_equal(rows[one.winner], rows[::-1][other.winner])
    assert np.array_equal(one.offer, other.offer)


def test_equal_bids_go_by_identity_whoever_comes_first(opened, round_of, tools):
    world = opened(behaviour={"cost": 0.0}, market={"candidates": 200})
    rows, h = searchers(world), world.households
    h.wealth[rows], h.income[rows] = 50_000.0, 60_000.0  # all may pay the same, and bid it all
    winners = []
    for order in (rows, rows[::-1]):
        found = round_of(world, tools.search_of(world, order, forced=1))
        owned = world.workspace.listings["tenure"][found.dwelling] == OWNER
        assert np.unique(found.offer[owned]).size < owned.sum()
        winners.append(dict(zip(found.dwelling, h.id[order][found.winner], strict=True)))
    assert winners[0] == winners[1]


def test_bids_lie_between_the_asking_price_and_what_can_be_paid(opened, choices):
    world = opened()
    rows = searchers(world)
    chosen, offers = choices(world, rows)
    listings, f, h = world.workspace.listings, finance(world), world.households
    seen = 0
    for row, dwelling, offer in zip(rows, chosen, offers, strict=True):
        if dwelling < 0 or listings["tenure"][dwelling] != OWNER:
            continue
        home = h.dwelling[row]
        first_time = home < 0 or world.dwellings.tenure[home] != OWNER
        c = chooser(h.columns(), row, -1, bool(first_time), f)
        assert offer <= c.highest_price * (1.0 + 1e-12)
        assert offer >= listings["price"][dwelling] * (1.0 - 1e-6)
        seen += 1
    assert seen > 30


@pytest.mark.parametrize(("acceptance", "refused"), [(0.0, True), (1.0, False)])
def test_landlords_who_refuse_all_or_none(opened, choices, acceptance, refused):
    world = opened(market={"acceptance": acceptance})
    rows = searchers(world)
    foreign = world.households.language[rows] == 1
    chosen, _ = choices(world, rows)
    private = is_private(world, chosen)
    assert private[~foreign].any()
    assert private[foreign].any() != refused
    everybody, _ = choices_with(world, choices, rows)
    assert np.array_equal(chosen[~foreign], everybody[~foreign])
    elsewhere = foreign & ~is_private(world, everybody)
    assert np.array_equal(everybody[elsewhere], chosen[elsewhere])


def is_private(world, chosen):
    return (chosen >= 0) & (world.workspace.listings["tenure"][np.maximum(chosen, 0)] == PRIVATE)


def choices_with(world, choices, rows, acceptance=1.0):
    world.institutions.acceptance = acceptance
    return choices(world, rows)


def test_landlords_accept_the_share_they_are_said_to(opened, choices):
    world = opened(households=4_000, market={"acceptance": 0.65})
    world.households.language[...] = 1
    rows = searchers(world)
    everybody, _ = choices_with(world, choices, rows)
    some, _ = choices_with(world, choices, rows, 0.65)
    asked = is_private(world, everybody)
    share = np.mean(some[asked] == everybody[asked])
    assert abs(share - 0.65) < 4.0 * np.sqrt(0.65 * 0.35 / asked.sum())
    assert asked.sum() > 150


def test_acceptance_is_asked_anew_every_month(opened, choices):
    world = opened(market={"acceptance": 0.5})
    world.households.language[...] = 1
    rows = searchers(world)[:200]
    refused = [choices(world, rows, month)[0] == -1 for month in range(3)]
    assert not np.array_equal(refused[0], refused[1])
    assert np.mean(np.all(refused, axis=0)) < np.mean(refused[0])


def test_a_credit_record_closes_the_private_market(opened, choices):
    world = opened()
    world.households.arrears[...] = 2
    chosen, _ = choices(world, searchers(world)[:300])
    tenures = world.workspace.listings["tenure"][chosen[chosen >= 0]]
    assert tenures.size
    assert PRIVATE not in tenures


def test_who_must_leave_never_stays(opened, choices):
    world = opened(behaviour={"stay": 50.0})
    rows = searchers(world)[:200]
    at_home = rows[world.households.dwelling[rows] >= 0]
    assert np.all(choices(world, at_home)[0] == -2)
    assert not np.any(choices(world, at_home, forced=1)[0] == -2)


def test_nobody_chooses_a_home_it_lives_in_or_one_it_cannot_pay(opened, choices):
    world = opened()
    rows = searchers(world)
    h, listings, f = world.households, world.workspace.listings, finance(world)
    chosen, _ = choices(world, rows)
    for row, dwelling in zip(rows, chosen, strict=True):
        if dwelling < 0:
            continue
        assert world.dwellings.occupant[dwelling] == -1
        assert listings["tenure"][dwelling] != SOCIAL
        if listings["tenure"][dwelling] == PRIVATE:
            c = chooser(h.columns(), row, -1, False, f)
            assert listings["charge"][dwelling] <= c.highest_rent * (1.0 + 1e-9)


def test_the_states_of_a_search_after_a_round(opened, round_of, tools):
    world = opened()
    rows = searchers(world)
    found = round_of(world, tools.search_of(world, rows))
    assert set(found.state) <= {WAITS, STAYS}
    assert np.all(found.state[found.winner] == WAITS)  # until they have moved
    assert np.any(found.state == STAYS)
    without = world.households.dwelling[rows] < 0
    assert not np.any(found.state[without] == STAYS)


def test_nobody_searches_before_its_month(opened, round_of, tools):
    world = opened()
    search = tools.search_of(world, searchers(world))
    search.month[:] = 5
    assert round_of(world, search, month=4).dwelling.size == 0
    assert round_of(world, search, month=5).dwelling.size > 0


def test_losers_try_again_and_winners_are_placed(opened, tools):
    world = opened()
    search = world.workspace.search
    search.month[:] = 0
    market = tools.market_of(world, search, social_rows=np.zeros(0, np.int64))
    trade(market, 0, surroundings(world))
    first = search.state.copy()
    placed = np.flatnonzero(first == PLACED)
    moved_to = world.households.dwelling[search.row[placed]]
    assert np.array_equal(world.dwellings.occupant[moved_to], search.row[placed])
    assert np.all(world.households.moved[search.row[placed]] == world.year)
    assert np.all(world.households.attachment[search.row[placed]] == 0.0)
    losers = np.flatnonzero(first == WAITS)
    assert losers.size > 10
    trade(market, 1, surroundings(world))
    assert np.sum(search.state[losers] == PLACED) > 5
    assert np.array_equal(search.state[placed], first[placed])
    world.check()


def test_freed_homes_enter_the_next_round_and_taken_ones_leave(opened, tools):
    world = opened()
    search = world.workspace.search
    search.month[:] = 0
    before = vacant_rows(world, False)
    market = tools.market_of(world, search)
    trade(market, 0, surroundings(world))
    assert set(market.open.rows) == set(vacant_rows(world, False))
    assert set(market.social.rows) == set(vacant_rows(world, True))
    assert set(market.open.rows) - set(before)

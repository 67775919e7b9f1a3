"""A better alternative never loses a chooser: one household chooses, all else is frozen."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from segsim.kernels.seekers import gather_seekers
from segsim.submodels.market import offer_rest
from segsim.submodels.marketplace import Market
from segsim.submodels.serving import serve_queue
from segsim.submodels.surroundings import finance, surroundings, taste
from segsim.submodels.trading import trade
from segsim.submodels.vacancies import vacant, vacant_rows
from segsim.world import tallies
from segsim.world.workspace import PLACED, Search

CHOOSERS = 60
CHANNELS = {
    "market": trade,
    "queue": serve_queue,
    "sweep": lambda market, _, around: offer_rest(market, around),
}
MOVES = ("dwelling", "neighbourhood", "tenure", "status", "moved", "attachment")
"""What a move changes of a household."""


class Frozen:
    """A market about to open, in which one household after another chooses as if alone."""

    def __init__(self, world):
        self.world, self.search = world, world.workspace.search
        world.institutions.acceptance = 1.0  # so that every choice of a private rental is seen
        self.open, self.social = vacant_rows(world, False), vacant_rows(world, True)
        self.vacancies = {
            "market": self.open,
            "queue": self.social,
            "sweep": np.concatenate([self.open, self.social]),
        }
        every = {
            "market": np.arange(self.search.row.size),
            "queue": world.workspace.queue_order,
            "sweep": np.flatnonzero(world.households.dwelling[self.search.row] < 0),
        }
        self.choosers = {
            channel: some[:: max(1, some.size // CHOOSERS)] for channel, some in every.items()
        }
        h, d, n = world.households, world.dwellings, world.neighbourhoods
        self.now = [*(getattr(h, name) for name in MOVES), d.occupant, *tallies.of(n)]
        self.before = [array.copy() for array in self.now]

    def choices(self, channel, month):
        """Return the dwelling in which each chooser is then: a vacancy, its home, or −1."""
        around = surroundings(self.world)
        found = [self.choice(channel, month, a, around) for a in self.choosers[channel]]
        return np.array(found, np.int64)

    def choice(self, channel, month, a, around):
        world = self.world
        alone = Search(*(column[a : a + 1].copy() for column in self.search))
        alone.month[:] = 0
        world.workspace.queue_order = np.zeros(1, np.int64)
        rules = finance(world)
        seekers = gather_seekers(world.households, world.workspace.listings, alone, rules)
        vacancies = vacant(world, self.open), vacant(world, self.social)
        market = Market(world, alone, seekers, taste(world), rules, *vacancies)
        CHANNELS[channel](market, month, around)
        chosen = world.households.dwelling[alone.row[0]]
        if alone.state[0] == PLACED:
            for now, before in zip(self.now, self.before, strict=True):
                now[...] = before
        return chosen


class FrozenMarket(RuleBasedStateMachine):
    """A market in which vacancies and places become better, one after the other."""

    def __init__(self, city, drawn, channel, seen):
        super().__init__()
        self.city, self.drawn, self.channel, self.seen = city, drawn, channel, seen

    @initialize(data=st.data(), years=st.integers(0, 1))
    def open_market(self, data, years):
        arguments = data.draw(self.drawn.cities())
        world = self.drawn.build(**arguments)
        chosen = data.draw(self.drawn.policies(world.city.districts))
        world.policies = self.drawn.measures(chosen, **arguments)
        self.city.live_until(self.city.live(world, years), "clear_market")
        self.world, self.market = world, Frozen(world)
        self.turn_to(0)

    @rule(month=st.integers(0, 11))
    def turn_to(self, month):
        self.month, self.chosen = month, self.market.choices(self.channel, month)

    def some_vacancy(self, wanted, which):
        """Return the row of a vacancy, one that somebody chooses where ``wanted``, if any."""
        vacancies = self.market.vacancies[self.channel]
        liked = vacancies[np.isin(vacancies, self.chosen)]
        some = liked if wanted and liked.size else vacancies
        return some[which % some.size] if some.size else None

    def no_chooser_is_lost(self, better, only=True):
        """Compare with the choices before some dwellings became ``better``.

        ``only`` they may win anybody whose choice changes.
        """
        before, self.chosen = self.chosen, self.market.choices(self.channel, self.month)
        chose, choose = np.isin(before, better), np.isin(self.chosen, better)
        assert np.array_equal(self.chosen[chose], before[chose])
        assert choose.sum() >= chose.sum()
        if only:
            assert choose[self.chosen != before].all()
        self.seen["kept"] += int(chose.sum())
        self.seen["won"] += int((choose & ~chose).sum())

    @rule(wanted=st.booleans(), which=st.integers(0, 9_999), more=st.floats(0.001, 3.0))
    def a_vacancy_is_renovated(self, wanted, which, more):
        j = self.some_vacancy(wanted, which)
        if j is not None:
            self.world.workspace.listings["quality"][j] += more
            self.no_chooser_is_lost([j])

    @rule(wanted=st.booleans(), which=st.integers(0, 9_999), factor=st.floats(0.0, 0.999))
    def a_vacancy_becomes_cheaper(self, wanted, which, factor):
        """It may come within the means of more households, who then see others less."""
        j = self.some_vacancy(wanted, which)
        if j is not None:
            for name in ("price", "charge", "fee"):
                self.world.workspace.listings[name][j] *= factor
            self.no_chooser_is_lost([j], only=self.channel == "queue")

    @rule(wanted=st.booleans(), which=st.integers(0, 9_999), more=st.floats(0.001, 3.0))
    def a_place_becomes_nicer(self, wanted, which, more):
        j = self.some_vacancy(wanted, which)
        if j is not None:
            d = self.world.dwellings
            place, kind = d.neighbourhood[j], d.building_type[j]
            self.world.neighbourhoods.amenity[place, kind] += more
            here = (d.neighbourhood == place) & (d.building_type == kind) & (d.standing == 1)
            self.no_chooser_is_lost(np.flatnonzero(here))


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_better_alternative_never_loses_a_chooser(city, drawn, channel):
    seen = Counter()
    run_state_machine_as_test(
        lambda: FrozenMarket(city, drawn, channel, seen),
        settings=drawn.settings(20, 10),
    )
    assert seen["kept"] > 100
    assert seen["won"] > 10

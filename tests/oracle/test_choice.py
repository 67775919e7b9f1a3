"""A choice worked out in plain Python from the formula of `docs/odd.md`, against the kernels.

Nothing of the engine's kernels is used here: the utility, what can be paid, the keyed shock and
the argmax are written anew with whole numbers of any size and the library's logarithm.
"""

import math
from copy import deepcopy

import numpy as np
import pytest

from segsim.kernels.seekers import gather_seekers
from segsim.streams import Purpose
from segsim.submodels.marketplace import Market
from segsim.submodels.serving import serve_queue
from segsim.submodels.surroundings import finance, surroundings, taste
from segsim.submodels.trading import trade
from segsim.submodels.vacancies import vacant, vacant_rows
from segsim.world.workspace import Search

WORD = 2**64
OWNER, OCCUPANCY, PRIVATE, SOCIAL = range(4)
TYPES = {
    "young": (-1.0, 0.0, 0.5),
    "family": (1.0, 0.0, 0.0),
    "middle": (0.3, 0.0, 0.0),
    "old": (-0.3, 0.0, 0.3),
}
ACCESS = {"young": 2.0, "family": 0.5, "middle": 1.0, "old": 1.0}
TABLE = 16_384


def mix(z):
    z = (z + 0x9E3779B97F4A7C15) % WORD
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % WORD
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB % WORD
    return z ^ (z >> 31)


class Plain:
    """One city read with plain numbers."""

    def __init__(self, world):
        self.w, self.p = world, world.parameters
        self.h, self.d, self.n = world.households, world.dwellings, world.neighbourhoods

    def persons(self, i):
        return int(self.h.adults[i]) + sum(int(age) > 0 for age in self.h.children[i])

    def parent(self, i):
        return any(0 < int(age) <= 18 for age in self.h.children[i])

    def stage(self, i):
        if self.parent(i):
            return "family"
        age = int(self.h.age[i])
        return "young" if age < 30 else "middle" if age < 65 else "old"

    def rank(self, i):
        return int(self.h.rank[i]) / 65_535

    def income(self, i):
        return max(float(self.h.income[i]), self.p.market.basic_income)

    def space(self, j):
        decay = self.p.stock.wear * self.p.prices.hedonic * float(self.d.effective_age[j])
        return float(self.d.area[j]) * math.exp(-decay)

    def price(self, j):
        n, kind = self.d.neighbourhood[j], self.d.building_type[j]
        return float(self.n.price[n, kind]) * self.space(j)

    def charge(self, j):
        n, kind = self.d.neighbourhood[j], self.d.building_type[j]
        rent, social = float(self.n.rent[n, kind]), float(self.n.social_rent[n])
        monthly = {OCCUPANCY: 0.5 * (rent + social), PRIVATE: rent, SOCIAL: social}
        if self.d.tenure[j] == OWNER:
            return self.p.market.user_cost * self.price(j)
        return 12.0 * monthly[int(self.d.tenure[j])] * self.space(j)

    def cost(self, i, j):
        if self.d.tenure[j] == OWNER:
            return self.charge(j)
        m, earned = self.p.market, float(self.h.income[i])
        cap = m.allowance_cap * (1.0 + 0.4 * (self.persons(i) - 1))
        allowance = m.allowance_rate * min(self.charge(j), cap)
        allowance -= m.allowance_taper * max(0.0, earned - m.basic_income)
        return self.charge(j) - max(0.0, allowance)

    def highest_price(self, i):
        m, home = self.p.market, int(self.h.dwelling[i])
        first_time = home < 0 or self.d.tenure[home] != OWNER
        ltv = m.first_ltv if first_time else m.ltv
        wealth, earned = float(self.h.wealth[i]), float(self.h.income[i])
        return min(wealth / (1.0 - ltv), wealth + m.payment_share * earned / m.annuity)

    def can_pay(self, i, j):
        m, tenure = self.p.market, int(self.d.tenure[j])
        if tenure == OWNER:
            return self.price(j) <= self.highest_price(i)
        if tenure == OCCUPANCY and self.h.wealth[i] < m.occupancy_fee * self.price(j):
            return False
        return self.cost(i, j) <= m.rent_share * self.income(i)

    def access(self, n, owner):
        p, transport = self.p, self.w.transport
        gain = transport.gain(self.w.calendar)[n]
        if owner:
            expected = transport.anticipated(
                self.w.calendar, p.prices.stay_years, p.prices.credibility, p.prices.discount
            )
            gain = max(gain, expected[n])
        return (gain - transport.minutes[n]) / 15.0 * (1.0 - p.driver.remote_work)

    def language(self, g, n, counted):
        b, foreign = self.p.behaviour, self.w.city.foreign_share
        city = foreign if g == 1 else 1.0 - foreign
        same, all_ = int(self.n.by_language[n, g]), int(self.n.households[n])
        own = (same - 1) / max(all_ - 1, 1) if counted else same / max(all_, 1)
        ties = b.own_language_network * math.log(max(self.n.memory[n, g] / city, 0.05))
        anchor = self.n.anchor[n, g]
        past = b.language_anchor * math.log(max(anchor, 0.05)) if anchor > 0.0 else 0.0
        return b.own_language * own + ties + past

    def utility(self, i, j):
        """Return V of dwelling ``j`` to household ``i`` without shock and without the bonus."""
        home = int(self.h.dwelling[i])
        b, n, g = self.p.behaviour, int(self.d.neighbourhood[j]), int(self.h.language[i])
        kind = int(self.d.building_type[j])
        status = self.n.rank_sum[n] / (65_535 * max(self.n.households[n], 1)) - 0.5
        rank, stage = self.rank(i), self.stage(i)
        left = max(self.income(i) - self.cost(i, j), self.p.market.cost_floor)
        short = math.log(10.0 + 20.0 * self.persons(i)) - math.log(float(self.d.area[j]))
        school = float(self.w.schools.perceived[self.n.school[n]])
        value = (
            b.cost * math.log(left)
            + b.quality * math.exp(-self.p.stock.wear * float(self.d.effective_age[j]))
            - b.size * (1.0 if short > 0.0 else 0.25) * short**2
            + float(self.n.amenity[n, kind])
            + (b.status - (b.status_discount if g == 1 else 0.0)) * status
            + b.upper_status * max(0.0, rank - 0.7) * status
            - b.income_similarity * abs(rank - (status + 0.5))
            + b.reputation * float(self.n.reputation[n])
            + b.services * float(self.n.services[n])
            + self.language(g, n, home >= 0 and self.d.neighbourhood[home] == n)
            + b.access * ACCESS[stage] * self.access(n, self.d.tenure[j] == OWNER)
            + b.school * self.parent(i) * school
            + b.building_type * TYPES[stage][kind]
        )
        origin = int(self.d.neighbourhood[home]) if home >= 0 else self.w.workspace.origin[i]
        if origin >= 0 and origin != n:
            east, north = self.n.x[n] - self.n.x[origin], self.n.y[n] - self.n.y[origin]
            value -= b.distance * math.log(1.0 + math.hypot(east, north) / 1000.0)
        return value

    def shock(self, i, j):
        key = mix(mix(mix(self.w.seed) ^ int(Purpose.TASTE)) ^ (self.w.year + 1_000_000))
        word = mix(mix(key ^ mix(int(self.h.id[i]))) ^ int(self.d.id[j]))
        return -math.log(-math.log((word * TABLE // WORD + 0.5) / TABLE))

    def values(self, i, vacant):
        """Return shocked utilities by dwelling of all that can be paid, the own home included."""
        found = {
            int(j): self.utility(i, j) + self.shock(i, j) for j in vacant if self.can_pay(i, j)
        }
        home = int(self.h.dwelling[i])
        if home >= 0:
            stay = self.p.behaviour.stay
            stay += self.p.reputation.attachment_stay * float(self.h.attachment[i])
            found[home] = self.utility(i, home) + self.shock(i, home) + stay
        return found

    def bid(self, i, j, margin):
        """Return the price at which ``j`` is worth ``margin`` less: bisection on V itself."""
        m, b = self.p.market, self.p.behaviour

        def lost(price):
            here = math.log(max(self.income(i) - self.cost(i, j), m.cost_floor))
            there = math.log(max(self.income(i) - m.user_cost * price, 1e-9))
            return b.cost * (here - there)

        low, high = 0.0, self.income(i) / m.user_cost
        for _ in range(200):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if lost(middle) < margin else (low, middle)
        return min(max(low, self.price(j)), self.highest_price(i))


@pytest.fixture(scope="module")
def plain(city):
    """Return a city whose market is about to open, with a line announced, and its plain reading."""
    world = city.settled(
        households=2_500,
        city={"neighbourhood_size": 200},
        market={"acceptance": 1.0},
        behaviour={"services": 0.3, "status_discount": 0.7, "reputation": 0.4},
        driver={"remote_work": 0.1},
    )
    world.neighbourhoods.services[:] = np.linspace(-1.0, 1.0, world.neighbourhoods.room)
    world.schools.perceived[:] = 0.7
    city.with_policies(world, {"line": {"kind": "tram", "open_year": 2029, "build_years": 2}})
    city.live_until(world, "clear_market")
    # Beyond the bounds of a user: so many draws that every vacancy comes up.
    many = world.parameters.market.model_copy(
        update={"candidates": 60_000, "social_offers": 60_000}
    )
    world.parameters = world.parameters.model_copy(update={"market": many})
    return Plain(world)


def search_of(world, i):
    one = np.zeros(1, np.uint8)
    home = int(world.households.dwelling[i])
    origin = world.dwellings.neighbourhood[home] if home >= 0 else world.workspace.origin[i]
    return Search(
        np.array([i], np.int32), one, one.copy(), np.array([origin], np.int32), one.copy()
    )


def seekers_of(world, search):
    return gather_seekers(world.households, world.workspace.listings, search, finance(world))


def searchers(world, every):
    """Return every n-th searcher, and some without a home and of foreign language."""
    rows = world.workspace.search.row.astype(np.int64)
    without = rows[world.households.dwelling[rows] < 0][:15]
    foreign = rows[world.households.language[rows] == 1][:15]
    return np.unique(np.concatenate([rows[::every], without, foreign]))


@pytest.fixture
def alone(monkeypatch):
    """Return a function by which one household chooses among some vacancies and does not move."""
    seen = {}
    real = trade.__globals__["market_round"]

    def choose(*arguments):
        real(*arguments)
        seen["offer"], seen["winner"] = arguments[-2], arguments[-1]

    def stay(*arguments):
        seen["row"] = arguments[4].row.copy()
        return 0

    monkeypatch.setitem(trade.__globals__, "market_round", choose)
    monkeypatch.setitem(trade.__globals__, "settle_round", stay)

    def call(world, i, rows):
        search = search_of(world, i)
        none = np.zeros(0, np.int64)
        market = Market(
            world,
            search,
            seekers_of(world, search),
            taste(world),
            finance(world),
            vacant(world, rows),
            vacant(world, none),
        )
        trade(market, 0, surroundings(world))
        at = np.flatnonzero(seen["winner"] >= 0)
        if at.size:
            return int(seen["row"][at[0]]), float(seen["offer"][at[0]])
        return (int(world.households.dwelling[i]) if search.state[0] == 1 else -1), 0.0

    return call


def test_the_listing_of_a_dwelling_is_its_price_and_charge(plain):
    w = plain.w
    for j in np.flatnonzero(w.dwellings.standing)[::29]:
        listing = w.workspace.listings[j]
        assert listing["price"] == pytest.approx(plain.price(j), rel=1e-6)
        assert listing["charge"] == pytest.approx(plain.charge(j), rel=1e-6)
        assert listing["log_area"] == pytest.approx(math.log(w.dwellings.area[j]), rel=1e-6)
        assert (listing["id"], listing["place"]) == (
            w.dwellings.id[j],
            w.dwellings.neighbourhood[j],
        )


def test_a_household_takes_the_best_of_all_it_can_pay_or_stays(plain, alone):
    """Few vacancies and many draws, so that everything there is comes up."""
    w = plain.w
    rows = vacant_rows(w, False)[::8]
    stayed = moved = 0
    for i in searchers(w, 12):
        values = plain.values(i, rows)
        best = max(values, key=values.get) if values else -1
        found, _ = alone(w, i, rows)
        assert found == best
        moved += best >= 0 and best != w.households.dwelling[i]
        stayed += best >= 0 and best == w.households.dwelling[i]
    assert moved > 10
    assert stayed > 10


def test_a_bid_makes_the_home_as_good_as_the_best_alternative(plain, alone):
    w = plain.w
    rows = vacant_rows(w, False)[::8]
    seen = capped = 0
    for i in searchers(w, 5):
        found, offer = alone(w, i, rows)
        if found < 0 or found == w.households.dwelling[i] or w.dwellings.tenure[found] != OWNER:
            continue
        values = plain.values(i, rows)
        best = values.pop(found)
        margin = best - max(values.values()) if values else 50.0
        wanted = plain.bid(i, found, margin)
        assert offer == pytest.approx(wanted, rel=2e-5)
        capped += offer == pytest.approx(plain.highest_price(i), rel=1e-6)
        seen += 1
    assert seen > 15
    assert 0 < capped < seen


def test_the_queue_gives_the_best_of_the_vacancies_shown_or_leaves_one_at_home(plain):
    w = plain.w
    social = vacant_rows(w, True)[:6]
    placed = stayed = 0
    applicants = w.workspace.search.row[w.workspace.queue_order].astype(np.int64)
    for i in applicants[:60:3]:
        own = deepcopy(w)
        search = search_of(own, i)
        own.workspace.queue_order = np.zeros(1, np.int64)
        market = Market(
            own,
            search,
            seekers_of(own, search),
            taste(own),
            finance(own),
            vacant(own, np.zeros(0, np.int64)),
            vacant(own, social),
        )
        serve_queue(market, 0, surroundings(own))
        values = plain.values(i, social)
        home = int(w.households.dwelling[i])
        best = max(values, key=values.get) if values else -1
        assert own.households.dwelling[i] == (best if best >= 0 else home)
        placed += best >= 0 and best != home
        stayed += best >= 0 and best == home
    assert placed > 3


def test_who_searches_is_the_logistic_of_tenure_age_event_and_gain(plain):
    """P(search) = 1 ÷ (1 + e^−(a0 + a1·event + a2·max(0, V* − V)))."""
    world = plain.w
    p, h, d = plain.p.mobility, plain.h, plain.d
    chances = (p.owner, p.right_of_occupancy, p.private_rent, p.social_rent)
    key = mix(mix(mix(world.seed) ^ int(Purpose.SEARCH)) ^ (world.year + 1_000_000))
    searching = np.zeros(h.room, bool)
    searching[world.workspace.search.row] = True
    close = checked = 0
    for i in np.flatnonzero(h.status[: world.household_rows] == 1)[::7]:
        home = int(h.dwelling[i])
        if h.event[i] & (16 | 32):
            assert searching[i]
            continue
        chance, age = chances[d.tenure[home]], float(h.age[i])
        odds = math.log(chance / (1.0 - chance))
        odds += p.young * (40.0 - max(age, 20.0)) / 20.0 if age < 40.0 else 0.0
        odds += p.old * (min(age, 75.0) - 40.0) / 35.0 if age >= 40.0 else 0.0
        odds += p.event if h.event[i] else 0.0
        peers = (int(h.language[i]) * 2 + plain.parent(i)) * 20 + int(h.rank[i]) * 20 // 65_536
        gain = min(max(float(world.aspiration[peers, 0]) - plain.utility(i, home), 0.0), 3.0)
        odds += p.gain * gain
        u = ((mix(key ^ mix(int(h.id[i]))) >> 11) + 0.5) / 2**53
        wanted = u < 1.0 / (1.0 + math.exp(-odds))
        close += abs(u - 1.0 / (1.0 + math.exp(-odds))) < 1e-6
        assert wanted == searching[i] or close
        checked += 1
    assert checked > 250

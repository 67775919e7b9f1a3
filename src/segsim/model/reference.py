"""Relocation told by ordinary Mesa agents, to be read from top to bottom beside `docs/odd.md`.

For teaching, as the baseline of the benchmark and as an oracle: each home is the one that the array
engine gives (`tests/oracle/test_mesa_reference.py`), hence terms are added in the engine's order.
All but relocation stays; not here: social rental, work from home by income, other interest.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate, islice
from typing import Any

import mesa
import numpy as np

from segsim.maths import exp, log  # those of the library differ in the last bit
from segsim.streams import Purpose, base, draw, mix, quantiles, uniform

TENURES = OWNER, _, PRIVATE = ("owner", "right_of_occupancy", "private_rent")
PLACE = ("x", "y", "amenity", "services", "reputation", "memory", "anchor", "school")
PERSONS = ("age", "adults", "children", "language", "rank", "income", "wealth", "arrears")
FAMILY, YOUNG = (0.5, (1.0, 0.0, 0.0)), (2.0, (-1.0, 0.0, 0.5))  # access; low-, mid-, high-rise
MIDDLE, OLD = (1.0, (0.3, 0.0, 0.0)), (1.0, (-0.3, 0.0, 0.3))
WINDOW, LOOKS, LAST_LOOK, NEVER, STEP = 4, 5, 20, 99, 0x9E3779B97F4A7C15


class Neighbourhood(mesa.Agent):
    """Where people sort, with the state variables of the ODD page."""

    def __init__(self, model: "Relocation", world: Any, n: int) -> None:  # noqa: ANN401
        super().__init__(model)
        self.__dict__.update({k: getattr(world.neighbourhoods, k)[n].tolist() for k in PLACE})
        minutes, saved = world.transport.minutes[n], world.transport.gain(world.calendar)[n]
        weight = model.parameters.driver.access_weight(world.calendar)
        self.access = float((min(saved, minutes) - minutes) * (weight / 15.0))
        self.school_quality = float(world.schools.perceived[self.school])
        self.city_shares = (1.0 - world.city.foreign_share, world.city.foreign_share)
        self.homes: list[Dwelling] = []

    def look(self) -> None:
        """Take the picture that households see: it stands still while they choose."""
        b, people = self.model.parameters.behaviour, [h.occupant for h in self.homes if h.occupant]
        all_ = max(len(people), 1)
        self.status = sum(h.rank for h in people) / (65535.0 * all_) - 0.5 if people else 0.0
        fame = b.reputation * self.reputation + b.services * self.services
        self.appeal, self.extra = [], []  # by language; what counting oneself adds to it
        for g, city in enumerate(self.city_shares):
            same = sum(h.language == g for h in people)
            ties = b.own_language_network * log(max(self.memory[g] / max(city, 1e-9), 0.05))
            ties += b.language_anchor * log(max(self.anchor[g], 0.05) if self.anchor[g] else 1.0)
            now = (b.status - b.status_discount * g) * self.status + b.own_language * (same / all_)
            self.appeal.append([amenity + fame + ties + now for amenity in self.amenity])
            self.extra.append(b.own_language * (same / all_ - max(same - 1, 0) / max(all_ - 1, 1)))


class Dwelling(mesa.Agent):
    """A home as it is listed: tenure, kind, quality, log of m², charge a year and fee, EUR."""

    def __init__(self, model: "Relocation", listed: np.void) -> None:
        super().__init__(model)
        self.__dict__.update(zip(listed.dtype.names or (), listed.item(), strict=True))
        self.id, self.tenure = listed["id"], TENURES[listed["tenure"]]
        self.place: Neighbourhood = model.places[listed["place"]]
        self.occupant: Household | None = None
        self.place.homes.append(self)


class Household(mesa.Agent):
    """A household with the state variables of the ODD page; it considers, chooses and bids."""

    def __init__(self, model: "Relocation", world: Any, i: int) -> None:  # noqa: ANN401
        super().__init__(model)
        h, m = world.households, model.parameters.market
        self.__dict__.update({k: getattr(h, k)[i].tolist() for k in PERSONS})
        persons = self.adults + sum(code > 0 for code in self.children)  # code: age + 1
        self.id, self.parent = h.id[i], any(0 < code <= 18 for code in self.children)
        adult = YOUNG if self.age < 30 else MIDDLE if self.age < 65 else OLD
        self.access_weight, self.type_taste = FAMILY if self.parent else adult
        self.peers = (self.language * 2 + self.parent) * 20 + self.rank * 20 // 65536  # alike
        self.need, self.means = log(10.0 + 20.0 * persons), max(self.income, m.basic_income)
        self.cap = m.allowance_cap * (1.0 + 0.4 * (persons - 1))  # the rent that allowance counts
        self.loss = m.allowance_taper * max(0.0, self.income - m.basic_income)  # allowance lost
        self.home: Dwelling | None = None
        self.move(model.homes.get(h.dwelling[i]))
        self.attachment = h.attachment[i].item()  # nobody has just moved
        self.rest()

    def rest(self) -> None:
        """Begin a year without events."""
        self.eventful = self.must_leave = self.moved = False
        self.origin = self.home.place if self.home else None

    def draw(self, purpose: Purpose, time: int) -> np.uint64:
        """Return the household's 64 random bits for a purpose at a time."""
        return np.uint64(draw(base(self.model.seed, purpose, time), self.id))

    def considers_moving(self) -> bool:
        """Tell whether it searches: by home, lease, tenure, age, event and the gain in reach."""
        p, home, age, year = self.model.parameters.mobility, self.home, self.age, self.model.year
        self.month = int(self.draw(Purpose.MONTH, year)) % self.model.parameters.market.rounds
        if home is None:
            return True
        luck = self.draw(Purpose.FORCED, year)
        self.must_leave |= home.tenure == PRIVATE and uniform(luck) < p.lease_end
        if home.place.school_quality < 0.0 and any(3 < code < 9 for code in self.children):
            self.eventful |= uniform(np.uint64(mix(luck))) < p.school_event
        chance = min(max(getattr(p, home.tenure), 1e-9), 1.0 - 1e-9)
        life = p.young * (40 - max(age, 20)) / 20 if age < 40 else p.old * (min(age, 75) - 40) / 35
        gain = min(max(self.model.attained[self.peers][0] - self.value_of(home), 0.0), 3.0)
        odds = log(chance / (1.0 - chance)) + life + p.event * self.eventful + p.gain * gain
        return self.must_leave or uniform(self.draw(Purpose.SEARCH, year)) < 1 / (1 + exp(-odds))

    def cost_of(self, home: Dwelling) -> float:
        """Return what a home costs a year, after housing allowance."""
        allowance = self.model.rules.allowance_rate * min(home.charge, self.cap) - self.loss
        return float(home.charge - max(0.0, allowance) * (home.tenure != OWNER))

    def can_have(self, home: Dwelling) -> bool:
        """Tell whether a home is within its means; a credit record closes all renting."""
        m, own = self.model.parameters.market, home.tenure == OWNER
        limit = m.user_cost * self.budget[self.arrears > 1] if own else m.rent_share * self.means
        return self.cost_of(home) <= limit and home.fee <= self.wealth and (own or self.arrears < 2)

    def value_of(self, home: Dwelling) -> float:
        """Return the utility V of a home, but for taste and the bonus of staying."""
        b, place, rank = self.model.parameters.behaviour, home.place, self.rank / 65535.0
        left = max(self.means - self.cost_of(home), self.model.parameters.market.cost_floor)
        short, start = self.need - home.log_area, self.origin or place
        dx, dy = place.x / 1000.0 - start.x / 1000.0, place.y / 1000.0 - start.y / 1000.0
        return float(
            b.cost * log(left)
            + b.quality * home.quality
            - b.size * (1.0 if short > 0.0 else 0.25) * short * short
            + place.appeal[self.language][home.kind]
            - place.extra[self.language] * (self.home is not None and self.home.place is place)
            - b.income_similarity * abs(rank - (place.status + 0.5))
            + b.upper_status * max(0.0, rank - 0.7) * place.status
            + b.access * self.access_weight * place.access
            + b.school * self.parent * place.school_quality
            + b.building_type * self.type_taste[home.kind]
            - b.distance * log(1.0 + np.sqrt(dx * dx + dy * dy))
        )

    def chooses(self, candidates: list[Dwelling]) -> tuple[Dwelling | None, float]:
        """Return the best of home and candidates, and how much better it is than the next."""
        p, key, values = self.model.parameters, self.draw(Purpose.TASTE, self.model.year), {}
        for home in ([self.home] if self.home and not self.must_leave else []) + candidates:
            stays, taste = home is self.home, self.model.gumbel[mix(key ^ home.id) >> 50]
            value = self.value_of(home) + p.behaviour.stay * stays
            values[home] = value + p.reputation.attachment_stay * self.attachment * stays + taste
        *_, second, best = sorted([-1e300, -1e300, *values.values()])
        return max(values, key=values.__getitem__, default=None), best - second

    def bid(self, home: Dwelling, margin: float, time: int) -> float:
        """Return the price at which the next best is as good; for rent a lot, -1 if refused."""
        m, rules = self.model.parameters.market, self.model.rules
        if home.tenure != OWNER:
            luck = np.uint64(draw(base(self.model.seed, Purpose.LANDLORD, time) ^ self.id, home.id))
            refused = home.tenure == PRIVATE and self.language and uniform(luck) > rules.acceptance
            return -1.0 if refused else uniform(np.uint64(mix(luck)))
        left = max(self.means - home.charge, m.cost_floor)
        worth = self.means - left * exp(-min(margin, 50.0) / self.model.parameters.behaviour.cost)
        return float(min(max(worth, home.charge) / m.user_cost, self.budget[self.arrears > 1]))

    def move(self, home: Dwelling | None) -> None:
        """Leave the present home, if any, for a vacant one or for none; reckon what it can pay."""
        m, rules = self.model.parameters.market, self.model.rules
        if self.home:
            self.home.occupant = None
        if home:
            home.occupant = self
        self.home, self.moved, self.month, self.attachment = home, home is not None, NEVER, 0.0
        ltv = rules.ltv if home and home.tenure == OWNER else rules.first_ltv
        most, loan = self.wealth / max(1.0 - ltv, 1e-6), m.payment_share * self.income / m.annuity
        self.budget = min(most, self.wealth + loan), min(most, self.wealth)  # with a record: cash


class Relocation(mesa.Model):
    """A city in which nothing happens but moving house; it reads ``world`` once."""

    def __init__(self, world: Any) -> None:  # noqa: ANN401
        super().__init__(rng=world.seed)
        if (world.dwellings.tenure == len(TENURES)).any():
            raise ValueError("The reference leaves out the queue: it takes no social rental.")
        self.parameters, self.rules, h = world.parameters, world.institutions, world.households
        self.seed, self.year, self.gumbel = world.seed, world.year, quantiles().gumbel.tolist()
        self.attained, listed = world.aspiration.tolist(), world.workspace.listings
        self.shift = 64 - max(4, (world.start.households // 8).bit_length())
        self.places = [Neighbourhood(self, world, n) for n in range(world.neighbourhoods.room)]
        standing = np.flatnonzero(world.dwellings.standing)
        self.homes = {j: Dwelling(self, listed[j]) for j in standing}
        self.households = [Household(self, world, i) for i in np.flatnonzero(h.status).tolist()]

    def step(self) -> None:
        """Live a year: who searches, twelve rounds, a last sweep, what movers attained."""
        self.year += 1
        self.agents_by_type[Neighbourhood].do("look")
        searchers = [one for one in self.households if one.considers_moving()]
        for month in range(self.parameters.market.rounds):
            self.clear_market([s for s in searchers if s.month <= month], self.year * 64 + month)
            self.agents_by_type[Neighbourhood].do("look")
        self.house_the_rest([s for s in searchers if not s.home], self.year * 64 + month + 1)
        self.remember([s for s in searchers if s.moved])
        self.agents_by_type[Household].do("rest")

    def ring(self, time: int, part: int) -> list[tuple[int, Dwelling]]:
        """Return the vacancies, each at its place on a circle that is re-keyed every round."""
        key = base(self.seed, Purpose.RING, time * 4 + part)
        return sorted((int(draw(key, h.id)), h) for h in self.homes.values() if not h.occupant)

    def walk(self, ring: list[tuple[int, Dwelling]], bits: np.uint64) -> Iterator[Dwelling]:
        """Yield vacancies in windows of four neighbours, each from the start of a random bucket."""
        while True:
            bits = np.uint64((int(bits) + STEP) % 2**64)
            first = bisect_left(ring, (mix(bits) >> self.shift << self.shift,))
            yield from (ring[(first + k) % len(ring)][1] for k in range(WINDOW))

    def clear_market(self, searchers: list[Household], time: int) -> None:
        """Let all choose on the same picture; then the best bids and lots move in."""
        ring, most, bids = self.ring(time, 2), self.parameters.market.candidates, defaultdict(list)
        for one in searchers if ring else []:
            seen = islice(self.walk(ring, one.draw(Purpose.CANDIDATE, time)), LOOKS * most)
            home, margin = one.chooses(list(islice(filter(one.can_have, seen), most)))
            if home and home is one.home:
                one.month = NEVER
            elif home and (offer := one.bid(home, margin, time)) >= 0.0:
                bids[home].append((offer, one.id, one))
        for home, offers in bids.items():
            max(offers)[2].move(home)

    def house_the_rest(self, searchers: list[Household], time: int) -> None:
        """Offer every vacancy to those still without a home, in an order by lot."""
        ring = self.ring(time, 0)
        stride = 7919 if len(ring) % 7919 else 7927  # prime to the size: it meets all of them
        for one in sorted(searchers, key=lambda one: one.draw(Purpose.PLACE, self.year)):
            start = int(one.draw(Purpose.CANDIDATE, time))
            tour = (ring[(start + k * stride) % len(ring)][1] for k in range(len(ring)))
            fit = (home for home in tour if not home.occupant and one.can_have(home))
            one.move(one.chooses(list(islice(fit, LAST_LOOK)))[0])

    def remember(self, movers: list[Household]) -> None:
        """Let what this year's movers attained be what households like them hope for."""
        for peers, (mean, before) in enumerate(self.attained):
            values = [one.value_of(one.home) for one in movers if one.peers == peers and one.home]
            if n := len(values):
                total = [*accumulate(values)][-1]  # sum() would round otherwise
                share = n / (n + 20.0) if before else 1.0
                self.attained[peers] = [mean + share * (total / n - mean), before + n]

"""Welfare by group equals a recount household by household, and groups add up to the whole."""

import numpy as np
import pytest

from segsim.kernels.welfare import EVERY
from segsim.observation.welfare import CELLS, GROUPS, MEMBERS, count, welfare
from segsim.submodels.surroundings import access, finance, surroundings, taste
from segsim.world.tables import Households

QUINTILES = [f"q{k}" for k in range(1, 6)]


@pytest.fixture(scope="module")
def world(city):
    """Return a city that lived two years, with meals in kind. Tests must not change it."""
    meals = {"kind": "small_measure", "start_year": 2026, "spared_eur_per_child": 500.0}
    settled = city.settled(households=4_000, city={"neighbourhood_size": 200})
    return city.live(city.with_policies(settled, {"meals": meals}), 2)


@pytest.fixture(scope="module")
def figures(world):
    return {(name, group): value for name, _, group, value in welfare(world, None)}


class Recount:
    """What the kernel adds up, with NumPy and whole columns."""

    def __init__(self, world):
        h = world.households
        self.world, self.rows = world, np.flatnonzero(h.status[: world.household_rows] == 1)
        for name in Households.SCHEMA:
            setattr(self, name, getattr(h, name)[self.rows])
        self.place = self.neighbourhood.astype(np.int64)
        self.listing = world.workspace.listings[self.dwelling]
        self.minors = ((self.children > 0) & (self.children <= 18)).sum(axis=1)
        self.persons = self.adults.astype(np.int64) + (self.children > 0).sum(axis=1)
        self.earned = self.income.astype(np.float64)

    @property
    def groups(self):
        fifth = self.rank.astype(np.int64) * 5 // 65_536
        members = {f"q{k + 1}": fifth == k for k in range(5)}
        members |= {"domestic": self.language == 0, "foreign": self.language == 1}
        return members | {"all": np.ones(self.rows.size, bool)}

    @property
    def cost(self):
        f, charge = finance(self.world), self.listing["charge"].astype(np.float64)
        cap = f.allowance_cap * (1.0 + 0.4 * (self.persons - 1))
        loss = f.allowance_taper * np.maximum(0.0, self.earned - f.basic_income)
        allowance = np.maximum(0.0, f.allowance_rate * np.minimum(charge, cap) - loss)
        return np.where(self.listing["tenure"] == 0, charge, charge - allowance)

    @property
    def after_assistance(self):
        return np.maximum(self.earned, finance(self.world).basic_income)

    @property
    def left(self):
        in_kind = np.zeros(self.world.neighbourhoods.room) + self.world.institutions.in_kind
        teens = (self.children > 14).sum(axis=1)
        young = ((self.children > 0) & (self.children <= 14)).sum(axis=1)
        units = 1.0 + 0.5 * (self.adults.astype(float) - 1.0) + 0.5 * teens + 0.3 * young
        return (self.after_assistance - self.cost + in_kind[self.place] * self.minors) / units

    @property
    def utility(self):
        """The formula of docs/odd.md at the present home; nothing is travelled."""
        world, n = self.world, self.world.neighbourhoods
        s, t, f = surroundings(world), taste(world), finance(world)
        stage = np.where(
            self.minors > 0, 1, np.where(self.age < 30, 0, np.where(self.age < 65, 2, 3))
        )
        rank = self.rank / 65_535.0
        kind, language = self.listing["kind"].astype(int), self.language.astype(int)
        short = np.log(10.0 + 20.0 * self.persons) - self.listing["log_area"]
        value = t.cost * np.log(np.maximum(self.after_assistance - self.cost, f.cost_floor))
        value += t.quality * self.listing["quality"]
        value -= t.size * np.where(short > 0.0, 1.0, 0.25) * short**2
        value += s.appeal[language, self.place, kind] - s.oneself[language, self.place]
        mean = n.rank_sum / (65_535.0 * n.households)
        value -= t.similarity * np.abs(rank - mean[self.place])
        value += t.upper_status * np.maximum(rank - 0.7, 0.0) * (mean[self.place] - 0.5)
        owner = (self.listing["tenure"] == 0).astype(int)
        near = np.array([2.0, 0.5, 1.0, 1.0])[stage]
        value += t.access * near * access(world)[owner, self.place]
        school = world.schools.perceived[n.school][self.place]
        value += t.school * (self.minors > 0) * school
        liked = [[-1.0, 0.0, 0.5], [1.0, 0.0, 0.0], [0.3, 0.0, 0.0], [-0.3, 0.0, 0.3]]
        return value + t.building_type * np.array(liked)[stage, kind]


@pytest.fixture(scope="module")
def recount(world):
    return Recount(world)


def test_the_cost_of_homes_and_what_is_left(figures, recount):
    share = np.minimum(recount.cost / recount.after_assistance, 1.0)
    assert (recount.minors[:, None] * recount.world.institutions.in_kind).any()
    for group, members in recount.groups.items():
        assert figures["housing_cost_share", group] == pytest.approx(share[members].mean())
        assert figures["left_after_housing", group] == pytest.approx(recount.left[members].mean())


def test_utility_is_that_of_a_sample(figures, recount):
    asked = recount.id % EVERY == 0
    assert asked.mean() == pytest.approx(1.0 / int(EVERY), rel=0.4)
    for group, members in recount.groups.items():
        expected = recount.utility[members & asked]
        assert expected.size > 3
        assert figures["utility", group] == pytest.approx(expected.mean(), rel=1e-6)


def test_what_is_around(figures, recount, world):
    n = world.neighbourhoods
    low = (n.by_class[:, 0] / n.households)[recount.place]
    minutes = -np.minimum(world.transport.gain(world.calendar) - world.transport.minutes, 0.0)
    for group, members in recount.groups.items():
        assert figures["neighbourhood_low_income", group] == pytest.approx(low[members].mean())
        assert figures["access_minutes", group] == pytest.approx(
            minutes[recount.place][members].mean()
        )


def test_schools_are_those_around_children(figures, recount, world):
    school = world.neighbourhoods.school[recount.place]
    for group, members in recount.groups.items():
        if group == "all":
            assert ("school_outcome", group) not in figures
            continue
        weight = recount.minors[members]
        for name, state in (("outcome", "outcome"), ("name", "perceived")):
            values = getattr(world.schools, state)[school][members]
            expected = np.average(values, weights=weight)
            assert figures[f"school_{name}", group] == pytest.approx(expected)


@pytest.mark.parametrize("parts", [QUINTILES, ["domestic", "foreign"]])
def test_groups_add_up_to_the_whole(figures, recount, parts):
    sizes = [recount.groups[part].sum() for part in parts]
    assert sum(sizes) == recount.rows.size
    for name in ("housing_cost_share", "left_after_housing", "neighbourhood_low_income"):
        means = [figures[name, part] for part in parts]
        assert figures[name, "all"] == pytest.approx(np.average(means, weights=sizes))


def test_the_poorest_pay_most_of_their_income_and_keep_least(figures):
    assert figures["housing_cost_share", "q1"] > figures["housing_cost_share", "q5"]
    assert figures["left_after_housing", "q1"] < figures["left_after_housing", "q5"]


def test_cells_and_groups(world):
    assert MEMBERS.shape == (len(GROUPS), CELLS)
    counted = count(world)
    assert (counted.homes.sum(axis=1) == world.neighbourhoods.households).all()
    assert (counted.children.sum(axis=1) == world.neighbourhoods.children).all()

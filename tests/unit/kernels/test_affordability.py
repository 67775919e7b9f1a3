"""What a household can pay: deposit and annuity, rent and allowance, fees and caps."""

import numpy as np
import pytest

from segsim.kernels.choice import bid
from segsim.kernels.listing import LISTING
from segsim.kernels.setting import Finance, Taste
from segsim.kernels.utility import can_pay, chooser, cost_to
from segsim.world import Households

RULES = Finance(
    rent_share=0.40,
    cost_floor=3_000.0,
    basic_income=9_000.0,
    ltv=0.90,
    first_ltv=0.95,
    payment_share=0.40,
    annuity=0.064,
    user_cost=0.05,
    occupancy_fee=0.15,
    allowance_rate=0.70,
    allowance_cap=5_400.0,
    allowance_taper=0.30,
    acceptance=0.65,
    income_cap=0.5,
    refused_arrears=3,
)
OWNER, OCCUPANCY, PRIVATE, SOCIAL = range(4)


def household(income=30_000.0, wealth=0.0, adults=1, children=(), age=40, language=0, rank=0.5):
    h = Households(1)
    h.id[0], h.status[0], h.age[0], h.adults[0] = 99, 1, age, adults
    h.language[0], h.income[0], h.wealth[0] = language, income, wealth
    h.rank[0], h.dwelling[0] = round(rank * 65_535), -1
    for place, child_age in enumerate(children):
        h.children[0, place] = child_age + 1
    return h


def who(first_time=False, rules=RULES, **facts):
    return chooser(household(**facts).columns(), 0, -1, first_time, rules)


def home(tenure, charge=6_000.0, price=None):
    out = np.zeros(1, LISTING)
    out["tenure"], out["charge"] = tenure, charge
    out["price"] = charge / RULES.user_cost if price is None else price
    out["fee"] = RULES.occupancy_fee * out["price"] if tenure == OCCUPANCY else 0.0
    return out[0]


def pays(c, listing, rules=RULES):
    return can_pay(c, listing, rules)


@pytest.mark.parametrize(("first_time", "deposit"), [(False, 0.10), (True, 0.05)])
def test_the_deposit_limits_the_price_of_the_rich_in_income(first_time, deposit):
    c = who(first_time, income=1e6, wealth=10_000.0)
    limit = 10_000.0 / deposit
    assert c.highest_price == pytest.approx(limit, rel=1e-6)
    assert pays(c, home(OWNER, 0.05 * limit * 0.999))
    assert not pays(c, home(OWNER, 0.05 * limit * 1.001))


def test_the_annuity_limits_the_price_of_the_rich_in_wealth():
    c = who(income=32_000.0, wealth=150_000.0)
    limit = 150_000.0 + 0.40 * 32_000.0 / 0.064
    assert c.highest_price == pytest.approx(limit, rel=1e-6)
    assert pays(c, home(OWNER, 0.05 * limit * 0.999))
    assert not pays(c, home(OWNER, 0.05 * limit * 1.001))


def test_assistance_is_no_income_to_borrow_on():
    assert who(income=0.0, wealth=5_000.0).highest_price == pytest.approx(5_000.0)
    assert who(income=0.0, wealth=0.0).highest_price == 0.0


def test_owners_get_no_allowance():
    c = who(income=9_000.0)
    assert cost_to(c, home(OWNER, 4_000.0), RULES) == 4_000.0


@pytest.mark.parametrize("tenure", [OCCUPANCY, PRIVATE, SOCIAL])
def test_the_allowance_pays_a_share_of_the_capped_rent(tenure):
    c = who(income=9_000.0)
    assert cost_to(c, home(tenure, 4_000.0), RULES) == pytest.approx(4_000.0 * 0.30)
    assert cost_to(c, home(tenure, 7_400.0), RULES) == pytest.approx(7_400.0 - 0.70 * 5_400.0)


def test_the_allowance_falls_with_income_and_is_never_negative():
    costs = [
        cost_to(who(income=income), home(PRIVATE, 5_000.0), RULES)
        for income in (0.0, 9_000.0, 12_000.0, 20_000.0, 21_000.0, 90_000.0)
    ]
    assert costs[:2] == [pytest.approx(1_500.0)] * 2
    assert costs[2] == pytest.approx(1_500.0 + 0.30 * 3_000.0)
    assert costs[3] == pytest.approx(1_500.0 + 0.30 * 11_000.0)
    assert costs[4:] == [5_000.0] * 2


def test_larger_households_have_a_higher_cap():
    cost = [
        cost_to(
            who(income=9_000.0, adults=adults, children=children), home(PRIVATE, 12_000.0), RULES
        )
        for adults, children in ((1, ()), (2, ()), (2, (3, 8)))
    ]
    caps = [5_400.0, 5_400.0 * 1.4, 5_400.0 * 2.2]
    assert cost == [pytest.approx(12_000.0 - 0.70 * cap) for cap in caps]


@pytest.mark.parametrize("income", [0.0, 9_000.0, 20_000.0, 60_000.0])
@pytest.mark.parametrize("size", [1, 3])
def test_rent_may_take_two_fifths_of_income_after_allowance(income, size):
    c = who(income=income, adults=1, children=(5,) * (size - 1))
    limit = 0.40 * max(income, 9_000.0)
    for charge in np.arange(1_000.0, 30_000.0, 77.0):
        listing = home(PRIVATE, charge)
        assert pays(c, listing) == (cost_to(c, listing, RULES) <= limit)
        assert cost_to(c, listing, RULES) <= charge


@pytest.mark.parametrize("income", [0.0, 9_000.0, 15_000.0, 24_000.0, 60_000.0])
@pytest.mark.parametrize("cap", [0.0, 5_400.0, 20_000.0])
@pytest.mark.parametrize("rate", [0.0, 0.7, 1.0])
def test_the_highest_rent_is_the_highest_that_can_be_paid(income, cap, rate):
    """Candidates are drawn below it: what lies above must be out of reach."""
    rules = RULES._replace(allowance_cap=cap, allowance_rate=rate)
    c = who(rules=rules, income=income, adults=2)
    charges = np.arange(500.0, 60_000.0, 50.0)
    reach = [charge for charge in charges if pays(c, home(PRIVATE, charge), rules)]
    assert max(reach, default=0.0) <= c.highest_rent + 1e-6
    assert c.highest_rent < max(reach, default=0.0) + 51.0


def test_without_income_the_basic_income_pays_the_rent():
    assert pays(who(income=0.0), home(SOCIAL, 6_000.0))
    without = RULES._replace(basic_income=0.0, allowance_rate=0.0)
    assert not pays(who(rules=without, income=0.0), home(SOCIAL, 6_000.0), without)


def test_a_right_of_occupancy_needs_its_fee():
    listing = home(OCCUPANCY, 6_000.0, price=100_000.0)
    assert not pays(who(income=40_000.0, wealth=14_900.0), listing)
    assert pays(who(income=40_000.0, wealth=15_100.0), listing)
    assert not pays(who(income=9_000.0, wealth=1e6), home(OCCUPANCY, 12_000.0, price=100_000.0))


def test_life_stages_and_space():
    assert who(children=(3,)).stage == 1
    assert who(age=29).stage == 0
    assert who(age=30).stage == 2
    assert who(age=65).stage == 3
    assert who(age=66, children=(17,)).stage == 1
    assert who(age=45, children=(18,)).stage == 2  # grown up
    assert who(adults=2, children=(3, 18)).need == pytest.approx(np.log(10.0 + 20.0 * 4))
    assert who(rank=0.9).upper == pytest.approx(0.2, abs=1e-4)
    assert who(rank=0.7).upper == pytest.approx(0.0, abs=1e-4)
    assert who(children=(3,)).parent == 1.0
    assert who(children=(18,)).parent == 0.0


TASTE = Taste(1.2, 0.8, 1.5, 0.5, 6.0, 0.4, 0.0, 0.4, 0.4, 2.2, 0.5, 0.45)


@pytest.mark.parametrize("income", [9_000.0, 30_000.0, 90_000.0])
def test_a_bid_lies_between_the_asking_price_and_what_can_be_paid(income):
    """Also where little income is left: the rich in wealth with a small pension."""
    c = who(income=income, wealth=900_000.0)
    for margin in (0.0, 0.5, 2.0, 40.0):
        for asking in (60_000.0, 170_000.0, 400_000.0, 800_000.0):
            found = bid(c, RULES.user_cost * asking, margin, TASTE, RULES)
            assert asking * (1.0 - 1e-9) <= found <= c.highest_price


def test_a_bid_rises_with_the_margin_over_the_best_alternative():
    c = who(income=50_000.0, wealth=900_000.0)
    bids = [bid(c, 10_000.0, margin, TASTE, RULES) for margin in (0.0, 0.1, 0.5, 1.0, 60.0, 1e300)]
    assert bids[0] == pytest.approx(200_000.0)
    assert bids == sorted(bids)
    assert np.isfinite(bids).all()


def test_without_a_taste_for_money_everything_is_bid():
    c = who(income=50_000.0, wealth=900_000.0)
    assert bid(c, 10_000.0, 0.0, TASTE._replace(cost=0.0), RULES) == c.highest_price

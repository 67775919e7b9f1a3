"""What a run records: once each, equal to a plain recount, and nothing of the state changes."""

from copy import deepcopy

import numpy as np
import pandas as pd
import pytest

from segsim import indices
from segsim.observation.city import COUNTED, correlation
from segsim.observation.neighbours import NEAREST, weights
from segsim.observation.neighbours import _nearest as nearest
from segsim.observation.observe import neighbourhood_names, observe
from segsim.observation.people import hardship
from segsim.observation.requested import obstacle, recordable
from segsim.observation.snapshot import by_district, take
from segsim.observation.tables import (
    areas_table,
    household_table,
    indicators_table,
    ledger_table,
)
from segsim.registry import UserError
from segsim.world import TENURES


@pytest.fixture(scope="module")
def world(city):
    """Return a city that lived three years. Tests must not change it."""
    policy = {"fill": {"kind": "infill", "start_year": 2026, "lag_years": 1}}
    observe_ = {"households_years": [2027], "indices": ["gini", "atkinson"]}
    world = city.settled(households=4_000, city={"neighbourhood_size": 200}, observe=observe_)
    return city.live(city.with_policies(world, policy), 3)


@pytest.fixture(scope="module")
def last(world):
    """Return the indicators of the last year by name, level and group."""
    return {
        (name, level, group): value
        for year, name, level, group, value in world.records.indicators
        if year == world.calendar
    }


@pytest.fixture(scope="module")
def homes(world):
    """Return rows of housed households and their neighbourhoods."""
    h = world.households
    rows = np.flatnonzero(h.status == 1)
    return rows, world.dwellings.neighbourhood[h.dwelling[rows]]


def test_an_indicator_is_recorded_once(world):
    table = indicators_table(world)
    assert not table.duplicated(["year", "indicator", "level", "group"]).any()
    assert len(set(table.groupby("year").size())) == 1
    assert table.columns.tolist() == ["year", "indicator", "level", "group", "value"]
    assert sorted(table["year"].unique()) == [2026, 2027, 2028]


def test_every_indicator_is_a_number(world):
    table = indicators_table(world)
    missing = table[~np.isfinite(table["value"])]
    # a single school has no segregation between schools, and nobody had to move
    landing = {f"displaced_{name}" for name in ("down", "km", "homeless", "gain", "content")}
    apart = missing["level"].isin(["school", "class", "catchment"])
    assert set(missing["indicator"][~apart]) == landing


def test_observing_changes_nothing_of_the_state(world):
    other = deepcopy(world)
    before = other.digest()
    observe(other)
    assert other.digest() == before
    other.check()


def test_the_least_that_must_be_observed(last):
    wanted = ("dissimilarity", "adjusted_dissimilarity", "isolation", "exposure", "eta2", "theil_h")
    for level in ("neighbourhood", "district"):
        for group in ("language", "income_low_high"):
            for name in wanted:
                assert (name, level, group) in last
        for group in ("income_low_rest", "income_high_rest"):
            for name in wanted[:2]:
                assert (name, level, group) in last
        assert ("ordinal_h", level, "income") in last
        assert ("nsi", level, "income") in last
        assert ("moran_i", level, "language") in last
        assert ("moran_i", level, "income") in last
    for name in wanted:
        assert (name, "school", "language") in last
    for name in (
        "move_rate",
        "price_mean",
        "rent_mean",
        "displaced",
        "cost_total",
        "homeless_share",
    ):
        assert (name, "city", "all") in last
    for tenure in TENURES:
        assert ("vacancy", "city", tenure) in last


def counts_of(world, homes, groups, number):
    """Return households by neighbourhood and group, counted anew."""
    _, place = homes
    out = np.zeros((world.neighbourhoods.room, number), np.int64)
    np.add.at(out, (place, groups), 1)
    return out


def test_language_segregation_is_that_of_a_recount(world, last, homes):
    rows, _ = homes
    counts = counts_of(world, homes, world.households.language[rows], 2)
    by_area = {"neighbourhood": counts, "district": by_district(world, counts)}
    for level, table in by_area.items():
        for name in ("dissimilarity", "adjusted_dissimilarity", "isolation", "eta2"):
            value = getattr(indices, name)(table, group=1)
            assert last[name, level, "language"] == pytest.approx(float(value), abs=1e-12)
        share = table / table.sum(axis=0)
        assert last["dissimilarity", level, "language"] == pytest.approx(
            0.5 * np.abs(share[:, 0] - share[:, 1]).sum()
        )


def test_income_segregation_is_that_of_a_recount(world, last, homes):
    rows, place = homes
    h = world.households
    classes = counts_of(world, homes, h.income_class[rows], 3)
    low_high = classes[:, [0, 2]]
    value = float(indices.dissimilarity(low_high, group=0))
    assert last["dissimilarity", "neighbourhood", "income_low_high"] == pytest.approx(value)
    assert last["theil_h", "neighbourhood", "income"] == pytest.approx(
        float(indices.theil_h(classes))
    )
    deciles = counts_of(world, homes, h.rank[rows].astype(np.int64) * 10 // 65_536, 10)
    assert last["ordinal_h", "neighbourhood", "income"] == pytest.approx(
        float(indices.ordinal_h(deciles))
    )
    nsi = float(indices.nsi(h.income[rows].astype(np.float64), place))
    assert last["nsi", "neighbourhood", "income"] == pytest.approx(nsi, rel=1e-9)


def test_school_segregation_is_of_pupils(world, last):
    pupils = world.schools.pupils
    if len(pupils) > 1:
        value = float(indices.dissimilarity(pupils, group=1))
        assert last["dissimilarity", "school", "language"] == pytest.approx(value)


def test_people_and_homes_are_those_of_a_recount(world, last, homes):
    h, d, n = world.households, world.dwellings, world.neighbourhoods
    rows, _ = homes
    persons = h.adults[rows].astype(int) + (h.children[rows] > 0).sum(axis=1)
    assert last["households", "city", "all"] == np.count_nonzero(h.status)
    assert last["population", "city", "all"] == persons.sum()
    assert last["foreign_share", "city", "all"] == pytest.approx(h.language[rows].mean())
    assert last["homeless_share", "city", "all"] == (h.status == 3).sum() / (h.status != 0).sum()
    assert last["income_mean", "city", "all"] == pytest.approx(h.income[rows].mean(), rel=1e-6)
    tenure = d.tenure[h.dwelling[rows]]
    for code, name in enumerate(TENURES):
        assert last["tenure_share", "city", name] == pytest.approx((tenure == code).mean())
    for g, name in enumerate(("domestic", "foreign")):
        renting = tenure[h.language[rows] == g] >= 2
        assert last["renting_share", "city", name] == pytest.approx(renting.mean())
    for code, name in enumerate(("low", "mid", "high")):
        share = (h.income_class[rows] == code).mean()
        assert last["income_share", "city", name] == pytest.approx(share)
    stands = d.standing == 1
    assert last["dwellings", "city", "all"] == stands.sum() == n.stock.sum()
    assert last["vacancy", "city", "all"] == pytest.approx((d.occupant[stands] < 0).mean())
    assert last["owner_share", "city", "all"] == last["tenure_share", "city", "owner"]


def test_flows_are_recorded_as_they_are(world, last):
    for name in COUNTED:
        assert last[name, "city", "all"] == world.records.flows.get(name, 0.0), name
    persons = last["population", "city", "all"]
    assert last["move_rate", "city", "all"] == last["moves_persons", "city", "all"] / persons


def test_mean_prices_are_of_owner_homes_at_the_prices_of_the_moment(world, last):
    d, n, p = world.dwellings, world.neighbourhoods, world.parameters
    decay = p.stock.wear * p.prices.hedonic
    worth = d.area * np.exp(-decay * d.effective_age.astype(float))
    for tenure, table, name in ((0, n.price, "price_mean"), (2, n.rent, "rent_mean")):
        rows = np.flatnonzero((d.standing == 1) & (d.tenure == tenure))
        value = table[d.neighbourhood[rows], d.building_type[rows]] * worth[rows]
        assert last[name, "city", "all"] == pytest.approx(
            value.sum() / d.area[rows].sum(), rel=1e-5
        )


def test_the_gradient_is_the_slope_of_log_price_on_distance(world, last):
    d, n, p = world.dwellings, world.neighbourhoods, world.parameters
    decay = p.stock.wear * p.prices.hedonic
    rows = np.flatnonzero((d.standing == 1) & (d.tenure == 0))
    district = n.district[d.neighbourhood[rows]]
    worth = d.area[rows] * np.exp(-decay * d.effective_age[rows].astype(float))
    price = n.price[d.neighbourhood[rows], d.building_type[rows]] * worth
    mean = np.bincount(district, price) / np.bincount(district, d.area[rows])
    weight = np.bincount(district).astype(float)
    xy = world.city.district_xy - np.array(world.city.centre)
    km = np.sqrt((xy**2).sum(axis=1)) / 1000
    centred = km - np.average(km, weights=weight)
    slope = (weight * centred * np.log(mean)).sum() / (weight * centred**2).sum()
    assert last["price_gradient", "city", "all"] == pytest.approx(100 * slope, rel=1e-4)


def test_a_correlation_is_weighted_and_undefined_without_variation():
    x, y = np.array([0.0, 1.0, 2.0, 5.0]), np.array([1.0, 0.0, 3.0, 4.0])
    weight = np.array([1.0, 2.0, 3.0, 1.0])
    whole = np.repeat(np.arange(4), weight.astype(int))
    assert correlation(x, y, weight) == pytest.approx(np.corrcoef(x[whole], y[whole])[0, 1])
    assert np.isnan(correlation(np.ones(4), y, weight))


def test_further_indices_are_recorded_for_language_and_income(last):
    for level in ("neighbourhood", "district"):
        assert ("gini", level, "language") in last
        assert ("gini", level, "income") in last


def test_a_requested_index_of_the_default_set_is_not_recorded_twice(city):
    names = ["dissimilarity", "moran_i", "theil_h", "ordinal_h"]
    table = indicators_table(city.live(city.settled(observe={"indices": names}), 1))
    assert not table.duplicated(["year", "indicator", "level", "group"]).any()


@pytest.mark.parametrize("name", recordable())
def test_every_index_that_can_be_named_is_recorded(city, name):
    """A name that is accepted at the door may neither end the run nor record nothing."""
    world = city.settled(households=4_000)
    spec = city.specification(observe={"indices": [name]})
    world.parameters = world.parameters.model_copy(update={"observe": spec.observe})
    observe(world)
    found = {(level, group) for _, n, level, group, _ in world.records.indicators if n == name}
    assert {level for level, _ in found} >= {"neighbourhood", "district"}
    assert {group for _, group in found} >= {"income"}


def test_every_registered_index_can_be_recorded():
    assert recordable() == indices.INDICES.names()


def test_a_change_is_told_from_the_first_year(city):
    names = ["mutual_difference", "mutual_information"]
    world = city.live(city.settled(observe={"indices": names}), 3)
    values = {
        (name, year): value
        for year, name, level, group, value in world.records.indicators
        if (level, group) == ("neighbourhood", "language") and name in names
    }
    first, *later = sorted({year for _, year in values})
    assert values["mutual_difference", first] == 0.0
    for year in later:
        M1, M2 = (values["mutual_information", when] for when in (first, year))
        assert values["mutual_difference", year] == pytest.approx(M2 - M1)


def test_an_index_that_cannot_be_recorded_is_refused_at_the_door(city, monkeypatch):
    index = indices.Index("of_land", lambda counts, *, land: counts, "spatial", (0.0, 1.0), "")
    monkeypatch.setitem(indices.INDICES._items, "of_land", index)
    with pytest.raises(UserError) as refused:
        city.specification(observe={"indices": ["gini", "of_land"]})
    message = str(refused.value)
    assert message.startswith("observe.indices: 'of_land' is not allowed: it needs land, which")
    assert "Allowed: absolute_centralization, " in message


def test_an_index_that_reads_or_asks_for_more_cannot_be_recorded():
    def of_three(one, two, three):
        """Return nothing of use."""

    index = indices.Index("of_three", of_three, "change", (0.0, 1.0), "")
    assert obstacle(index) == "it reads one and two and three, which a run does not know"

    def of_land(counts, *, land_area):
        """Return nothing of use."""

    index = indices.Index("of_land", of_land, "spatial", (0.0, 1.0), "")
    assert obstacle(index) == "it needs land_area, which a run does not know"
    assert len(recordable()) > 35


def test_an_index_of_several_values_ends_the_run_with_its_name(city, monkeypatch):
    """How many values an index gives is known only when it is taken: silence would mislead."""

    def by_area(counts):
        """Return a value for every area."""
        return np.asarray(counts).sum(axis=-1)

    index = indices.Index("by_area", by_area, "multigroup", (0.0, 1.0), "")
    monkeypatch.setitem(indices.INDICES._items, "by_area", index)
    world = city.settled(observe={"indices": ["by_area"]})
    with pytest.raises(UserError, match="'by_area' is not allowed: it gives 9 values"):
        observe(world)


def test_the_panel_has_a_row_for_every_neighbourhood_and_year(world):
    table = areas_table(world)
    n = world.neighbourhoods
    assert len(table) == 3 * n.room
    now = table[table["year"] == world.calendar].reset_index(drop=True)
    assert now["households"].tolist() == n.households.tolist()
    assert now["dwellings"].sum() == n.stock.sum()
    assert now["vacant"].sum() == n.vacant.sum()
    assert np.allclose(now["foreign_share"], n.by_language[:, 1] / n.households)
    assert np.allclose(now["access_minutes"], world.transport.minutes)
    for code, tenure in enumerate(TENURES):
        assert now[f"{tenure}_dwellings"].tolist() == n.stock[:, code].sum(axis=1).tolist()
    households = now[[f"{tenure}_households" for tenure in TENURES]].sum(axis=1)
    assert households.tolist() == n.households.tolist()
    completed = now[[f"{tenure}_completed" for tenure in TENURES]].to_numpy().sum()
    assert completed == world.records.flows["completed"]


def test_panels_may_be_rarer(city):
    world = city.live(city.settled(observe={"areas_every": 2}), 4)
    assert sorted(world.records.areas) == [2027, 2029]


def test_a_panel_is_not_changed_by_later_years(world):
    first = world.records.areas[2026]
    assert not np.array_equal(first["households"], world.records.areas[2028]["households"])
    assert first["households"] is not world.neighbourhoods.households


def test_stored_households_are_all_there_are_with_words_for_codes(city):
    world = city.live(city.settled(observe={"households_years": [2026]}), 1)
    table = household_table(world, 2026)
    h, rows = world.households, np.flatnonzero(world.households.status)
    assert len(table) == rows.size
    assert np.array_equal(table["id"], h.id[rows])
    assert set(table["language"]) == {"domestic", "foreign"}
    housed = table["neighbourhood"] >= 0
    assert housed.sum() == (h.status == 1).sum()
    assert set(table.loc[housed, "tenure"]) <= set(TENURES)
    assert np.array_equal(table["children"], (h.children[rows] > 0).sum(axis=1))


def test_the_ledger_is_a_tidy_table(world, city):
    table = ledger_table(world)
    assert table.columns.tolist() == ["policy", "year", "payer", "kind", "eur"]
    assert table["eur"].sum() == pytest.approx(world.ledger.total())
    empty = ledger_table(city.settled())
    assert empty.columns.tolist() == table.columns.tolist()
    assert isinstance(areas_table(city.settled()), pd.DataFrame)


def test_counts_of_a_moment_add_up(world):
    snapshot = take(deepcopy(world))
    n, c = world.neighbourhoods, snapshot.counts
    assert np.array_equal(c.decile.sum(axis=1), n.households)
    assert np.array_equal(c.tenure.sum(axis=1), n.households)
    assert np.array_equal(c.language_class.sum(axis=(1, 2)), n.households)
    assert np.array_equal(c.language_class.sum(axis=2), n.by_language)
    assert np.array_equal(c.language_class.sum(axis=1), n.by_class)
    assert np.array_equal(c.language_tenure.sum(axis=0), c.tenure.sum(axis=0))
    assert c.status[1] == n.households.sum()
    assert np.array_equal(
        by_district(world, n.households), np.bincount(n.district, n.households).astype(int)
    )


def test_neighbours_are_the_nearest_areas(world):
    n = world.neighbourhoods
    found = weights(world, "neighbourhood")
    k = min(NEAREST["neighbourhood"], n.room - 1)
    assert len(found.rows) == n.room * k
    away = np.hypot(n.x[:, None] - n.x, n.y[:, None] - n.y)
    np.fill_diagonal(away, np.inf)
    for area in range(n.room):
        chosen = found.columns[found.rows == area]
        others = np.setdiff1d(np.arange(n.room), [*chosen, area])
        assert area not in chosen
        assert away[area, chosen].max() <= away[area, others].min() + 1e-9


@pytest.mark.parametrize("shape", [(1, 1), (1, 2), (3, 3), (30, 21)])
def test_of_areas_equally_near_the_first_are_neighbours(shape):
    xy = np.stack(np.meshgrid(*(300.0 * np.arange(n) for n in shape)), axis=-1).reshape(-1, 2)
    count, k = len(xy), min(8, len(xy) - 1)
    found = nearest(xy.tobytes(), count, 8)
    squared = ((xy[:, None] - xy) ** 2).sum(axis=2)
    np.fill_diagonal(squared, np.inf)
    assert np.array_equal(found.rows, np.repeat(np.arange(count), k))
    plain = np.argsort(squared, axis=1, kind="stable")[:, :k].ravel()
    assert np.array_equal(found.columns, plain)


def test_neighbourhoods_are_named_after_their_district(world):
    names = neighbourhood_names(world)
    assert len(set(names)) == len(names) == world.neighbourhoods.room
    for row, name in enumerate(names):
        assert name.startswith(world.city.districts[world.neighbourhoods.district[row]])


def test_hardship_of_children_is_that_of_a_plain_recount(city):
    world = city.settled(households=4_000)
    city.live(world)
    world.institutions.in_kind = np.full(1, 900.0)
    h, work = world.households, world.workspace
    rows = np.flatnonzero(h.status == 1)
    code, charge = h.children[rows], work.listings["charge"][h.dwelling[rows]].astype(float)
    child, persons = (code > 0) & (code <= 18), h.adults[rows] + (code > 0).sum(axis=1)
    m, rules, earned = world.parameters.market, world.institutions, h.income[rows].astype(float)
    cap = m.allowance_cap * rules.rent_cap * (1.0 + 0.4 * (persons - 1))
    allowance = rules.allowance_rate * np.minimum(charge, cap)
    allowance -= m.allowance_taper * np.maximum(earned - m.basic_income, 0.0)
    allowance = np.where(h.tenure[rows] == 0, 0.0, np.maximum(allowance, 0.0))
    left = np.maximum(earned, m.basic_income) - charge + allowance + 900.0 * child.sum(axis=1)
    young = ((code > 0) & (code <= 14)).sum(axis=1)
    units = 1.0 + 0.5 * (persons - 1 - young) + 0.3 * young
    poor = left < world.parameters.observe.hardship_eur * units
    (found,) = (value for *_, value in hardship(world, take(world)))
    assert 0.02 < found < 0.9
    assert found == pytest.approx(child[poor].sum() / child.sum(), abs=1e-3)


def test_who_moved_in_is_that_of_a_plain_recount(world, homes):
    h, (rows, place) = world.households, homes
    code = h.children[rows]
    family = ((code > 0) & (code <= 18)).any(axis=1)
    age = np.where(h.age[rows] < 30, 0, np.where(h.age[rows] < 65, 2, 3))
    stage = np.where(family, 1, age)
    new = h.moved[rows] == world.year
    wanted = np.zeros((world.neighbourhoods.room, 4), int)
    np.add.at(wanted, (place[new], stage[new]), 1)
    panel = world.records.areas[world.calendar]
    assert np.array_equal(panel["moved_in"], wanted.sum(axis=1))
    some = panel["moved_in"] > 0
    for code, name in enumerate(("young", "families", "middle", "elderly")):
        share = panel[f"moved_in_{name}"]
        assert np.allclose(share[some] * panel["moved_in"][some], wanted[some, code])
        assert np.isnan(share[~some]).all()

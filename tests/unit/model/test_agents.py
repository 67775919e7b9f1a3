"""Light views of households: one at a time, by selection, by group."""

import numpy as np
import pytest

VIEWED = (
    "unique_id",
    "language",
    "income",
    "income_class",
    "age",
    "size",
    "neighbourhood",
    "tenure",
)


def test_there_is_a_view_for_every_household(ran):
    h = ran.world.households
    assert len(ran.households) == np.count_nonzero(h.status)
    assert sum(1 for _ in ran.households) == len(ran.households)


@pytest.mark.parametrize("name", [*VIEWED, "status", "children"])
def test_an_attribute_of_all_is_that_of_each(ran, name):
    whole = ran.households.get(name)
    for position in range(0, len(ran.households), 97):
        one = getattr(ran.households[position], name)
        if name in ("neighbourhood", "tenure") and one is None:
            continue
        assert whole[position] == one


def test_a_view_reads_the_arrays(ran):
    view = ran.households[5]
    h, d = ran.world.households, ran.world.dwellings
    assert view.income == h.income[view.row]
    assert view.dwelling == h.dwelling[view.row]
    assert view.neighbourhood == d.neighbourhood[view.dwelling]
    assert view.size == h.adults[view.row] + np.count_nonzero(h.children[view.row])
    assert view.status == "housed"
    assert f"{view.unique_id:016x}" in repr(view)


def test_who_has_no_home_has_no_tenure(model_of):
    model = model_of()
    h, d = model.world.households, model.world.dwellings
    row = int(np.flatnonzero(h.status == 1)[0])
    d.occupant[h.dwelling[row]] = -1
    h.dwelling[row], h.status[row] = -1, 3
    view = next(view for view in model.households if view.row == row)
    assert (view.dwelling, view.neighbourhood, view.tenure) == (None, None, None)
    assert view.status == "homeless"
    assert model.households.select(tenure="").get("unique_id").tolist() == [view.unique_id]


def test_selecting_by_value_and_by_condition(ran):
    foreign = ran.households.select(language="foreign")
    assert len(foreign) == np.count_nonzero(
        (ran.world.households.language == 1) & (ran.world.households.status != 0)
    )
    owners = foreign.select(tenure="owner", neighbourhood=2)
    assert all(
        v.tenure == "owner" and v.neighbourhood == 2 and v.language == "foreign" for v in owners
    )
    rich = foreign.select(lambda household: household.income > 60_000)
    assert len(rich) == np.count_nonzero(foreign.get("income") > 60_000)
    assert len(foreign.select(at_most=3)) == 3
    assert len(foreign.select(at_most=3, language="domestic")) == 0


@pytest.mark.parametrize("status", ["housed"])
def test_selecting_by_status_as_a_view_names_it(ran, status):
    """`view.status` is a word: selecting by that word must find the households."""
    assert len(ran.households.select(status=status)) > 0


def test_grouping_divides_all_households(ran):
    groups = ran.households.groupby("tenure")
    assert set(groups) >= {"owner", "private_rent", "social_rent"}
    assert sum(len(group) for group in groups.values()) == len(ran.households)
    assert set(groups["owner"].get("tenure")) == {"owner"}
    by_place = ran.households.groupby("neighbourhood")
    counts = {place: len(group) for place, group in by_place.items() if place >= 0}
    n = ran.world.neighbourhoods
    assert counts == {place: int(count) for place, count in enumerate(n.households) if count}


def test_a_wrong_attribute_is_named_with_what_there_is(ran):
    with pytest.raises(AttributeError, match="households have no 'incme'"):
        ran.households.get("incme")
    with pytest.raises(AttributeError, match="wealth"):
        ran.households.select(colour="red")

"""Real cities at another scale: shares kept, small districts merged, marginals exact."""

import numpy as np
import pytest

from segsim.cities import load_city
from segsim.cities.layout import layout
from segsim.cities.scale import merged, scaled
from segsim.cities.table import HOUSEHOLD_GROUPS, integers


@pytest.mark.parametrize("name", ["tampere", "helsinki"])
@pytest.mark.parametrize("households", [2_000, 5_000, 200_000])
def test_groups_still_add_up_at_any_scale(build, marginals, name, households):
    districts = layout(load_city(name, households=households)).districts
    assert integers(districts, "households").sum() == households
    assert integers(districts, "households").min() >= 200 or households == 200_000
    for columns in HOUSEHOLD_GROUPS.values():
        total = sum(integers(districts, column) for column in columns)
        assert np.array_equal(total, integers(districts, "households"))
    if households == 200_000:
        return
    world = build(name, households=households)
    world.check()
    assert world.neighbourhoods.households.min() >= 200
    found = marginals(world)
    for column in ("owner", "renter", "income_low", "single", "pensioner", "dwellings", "flats"):
        assert found[column].tolist() == integers(districts, column).tolist(), column


def test_city_wide_shares_are_kept():
    whole = layout(load_city("tampere")).districts
    small = layout(load_city("tampere", households=5_000)).districts
    for column in ("owner", "income_low", "income_high", "single", "with_children", "pensioner"):
        before = integers(whole, column).sum() / integers(whole, "households").sum()
        after = integers(small, column).sum() / 5_000
        assert after == pytest.approx(before, abs=0.004), column


def test_merging_is_noted(build):
    notes = build("tampere", households=2_000).city.notes
    assert any("were merged with the nearest" in note for note in notes)
    assert not any("merged" in note for note in build("tampere").city.notes)


def test_the_tables_own_number_changes_nothing():
    districts = layout(load_city("tampere")).districts
    total = int(integers(districts, "households").sum())
    assert scaled(districts, total) == (districts, [])


def test_a_small_district_joins_the_nearest():
    districts = layout(load_city("tampere")).districts
    velaatta = next(d for d in districts if d.name == "Velaatta")
    found, notes = merged(districts)
    assert len(found) == len(districts) - 1
    assert "1 of 36" in notes[0]
    joined = next(d for d in found if d.id == "34260")
    larger = next(d for d in districts if d.id == "34260")
    assert joined.households == larger.households + velaatta.households
    assert joined.name == "Terälahti"
    assert larger.x < joined.x < velaatta.x

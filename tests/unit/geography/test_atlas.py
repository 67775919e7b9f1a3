"""The land of neighbourhoods: cells cover their district, tiles lie beside each other."""

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from segsim import UserError
from segsim.geography import atlas
from segsim.geography.cells import divided
from segsim.geography.shapes import geometry, shape_of
from segsim.geography.sketch import sketch
from segsim.geography.tiles import EXACT


@st.composite
def stars(draw):
    """A star-shaped polygon of a few hundred metres to kilometres, in whole metres."""
    corners = draw(st.lists(st.floats(0.25, 1.0), min_size=3, max_size=14))
    size = draw(st.sampled_from([300.0, 2000.0, 9000.0]))
    turns = np.arange(len(corners)) / len(corners) * 2.0 * np.pi
    reach = size * np.array(corners)
    x, y = 3e5 + reach * np.cos(turns), 6.8e6 + reach * np.sin(turns)
    return shapely.set_precision(shapely.Polygon(np.column_stack([x, y])), 1.0), size


@given(stars(), st.integers(1, 25), st.data())
@settings(max_examples=40, deadline=None)
def test_cells_cover_their_district_without_overlap(star, count, data):
    land, size = star
    offsets = st.tuples(st.floats(-1.5, 1.5), st.floats(-1.5, 1.5))
    places = np.array(data.draw(st.lists(offsets, min_size=count, max_size=count)))
    places = places * size + (3e5, 6.8e6)
    cells = divided(land, places)
    assert len(cells) == count
    assert all(cells)
    drawn = [geometry(cell) for cell in cells]
    rounding = sum(cell.length for cell in drawn) + count  # a metre on either side of a border
    assert abs(sum(cell.area for cell in drawn) - land.area) <= rounding
    assert shapely.union_all(drawn).symmetric_difference(land).area <= rounding
    assert divided(land, places) == cells


def test_cells_of_places_that_coincide_or_lie_far_away():
    land = shapely.box(0, 0, 1000, 1000)
    for places in (np.full((7, 2), 500.0), np.full((7, 2), 9e6), np.zeros((7, 2))):
        cells = divided(land, places)
        assert len(set(cells)) == 7
        assert min(geometry(cell).area for cell in cells) > 50_000.0


def test_a_cell_goes_to_the_neighbourhood_that_lies_in_it():
    places = np.array([[900.0, 900.0], [100.0, 100.0], [900.0, 100.0], [100.0, 900.0]])
    cells = divided(shapely.box(0, 0, 1000, 1000), places)
    for place, cell in zip(places, cells, strict=True):
        assert geometry(cell).contains(shapely.Point(place))


def two_districts(second="East"):
    return pd.DataFrame(
        {
            "x": [500.0, 520.0, 1500.0, 1520.0],
            "y": [500.0, 700.0, 500.0, 800.0],
            "district": ["West", "West", second, second],
            "households": [400, 300, 500, 200],
        }
    )


WEST, EAST = shape_of(shapely.box(0, 0, 1000, 1000)), shape_of(shapely.box(1000, 0, 2000, 1000))
ISLAND = shape_of(shapely.box(2100, 0, 2300, 200))


def test_an_outline_that_was_merged_goes_to_the_nearest_district():
    found = atlas(two_districts(), {"West": WEST, "East": EAST, "Island": ISLAND})
    assert found.kind == "districts"
    areas = {name: geometry(shape).area for name, shape in found.districts}
    assert areas == {"West": 1e6, "East": 1.04e6}
    east = shapely.union_all([geometry(cell) for cell in found.cells[2:]])
    assert east.area == pytest.approx(1.04e6, rel=0.01)


def test_a_district_without_an_outline_is_refused():
    with pytest.raises(UserError, match=r"'North'.*Allowed: East, West"):
        atlas(two_districts("North"), {"West": WEST, "East": EAST})


def test_water_is_no_land_of_a_neighbourhood():
    lake = shape_of(shapely.box(600, 0, 1400, 1000))
    found = atlas(two_districts(), {"West": WEST, "East": EAST}, [lake])
    assert found.water == (lake,)
    assert sum(geometry(cell).intersection(geometry(lake)).area for cell in found.cells) < 3000
    assert sum(geometry(cell).area for cell in found.cells) == pytest.approx(1.2e6, rel=0.01)
    flood = shape_of(shapely.box(-10, -10, 1000, 1010))  # nothing of the district is left: it stays
    assert all(atlas(two_districts(), {"West": WEST, "East": EAST}, [flood]).cells)


def crowd(count, spread=4000.0):
    turn = np.arange(count) * 2.399963
    reach = spread * ((np.arange(count) + 0.5) / count) ** 1.5
    return pd.DataFrame(
        {
            "x": 3e5 + reach * np.cos(turn),
            "y": 6.8e6 + reach * np.sin(turn),
            "district": [str(k // 9) for k in range(count)],
            "households": 400,
        }
    )


@pytest.mark.parametrize("count", [1, 2, 13, 150, EXACT + 200])
def test_tiles_are_squares_of_one_size_inside_the_limits_and_do_not_overlap(count):
    found = atlas(crowd(count))
    assert found.kind == "tiles"
    rings = np.array([cell[0] for cell in found.cells])
    sides = rings.max(axis=1) - rings.min(axis=1)
    assert np.ptp(sides) <= 1  # by rounding to metres
    middles = {tuple(middle) for middle in (rings.mean(axis=1) / sides.mean()).round(0)}
    assert len({tuple(ring.min(axis=0)) for ring in rings}) == count == len(found.cells)
    assert len(middles) >= 0.99 * count
    assert rings[..., 0].min() >= round(found.box.left) - 1
    assert rings[..., 1].max() <= round(found.box.top) + 1
    assert [name for name, _ in found.districts] == list(dict.fromkeys(crowd(count)["district"]))
    land = shapely.union_all([geometry(shape) for _, shape in found.districts])
    assert land.area == pytest.approx(sum(geometry(c).area for c in found.cells), rel=1e-3)


def test_tiles_keep_the_city_where_it_is():
    places = crowd(300)
    found = atlas(places)
    middles = np.array([np.mean(cell[0], axis=0) for cell in found.cells])
    moved = np.hypot(*(middles - places[["x", "y"]].to_numpy()).T)
    side = found.cells[0][0][1][0] - found.cells[0][0][0][0]
    assert np.median(moved) < 1.5 * side  # dense in the middle: who lives there makes room
    assert np.abs(np.median(middles, axis=0) - places[["x", "y"]].median()).max() < 300.0


def test_the_limits_leave_out_the_few_who_live_far_away():
    places = crowd(200)
    places.loc[199, ["x", "y"]] = [3e5, 6.9e6]
    box = atlas(places).box
    assert box.top < 6.81e6
    assert box.ratio > 0.69


def test_a_sketch_is_cut_at_the_limits_and_has_fewer_corners():
    places = crowd(60)
    ring = shapely.Point(3e5, 6.8e6).buffer(30_000, quad_segs=500)
    found = atlas(places.assign(district="One"), {"One": shape_of(ring)})
    drawn = sketch(found, 100.0)
    limits = shapely.box(found.box.left, found.box.bottom, found.box.right, found.box.top)
    assert all(geometry(cell).within(limits.buffer(1)) for cell in drawn.cells if cell)
    assert len(drawn.cells) == 60
    count = [sum(len(ring) for cell in one.cells for ring in cell) for one in (found, drawn)]
    assert count[1] < 0.7 * count[0]


def test_rings_are_filled_by_the_even_odd_rule():
    hole = shapely.box(0, 0, 100, 100).difference(shapely.box(40, 40, 60, 60))
    islands = shapely.union_all([hole, shapely.box(45, 45, 55, 55), shapely.box(200, 0, 210, 10)])
    assert geometry(shape_of(islands)).equals(islands)

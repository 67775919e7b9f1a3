"""The postal areas of Statistics Finland fit the cities that segsim ships."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from segsim.cities import load_city
from segsim.cities.areas import _sunflower, parts
from segsim.cities.layout import layout
from segsim.geography import atlas
from segsim.geography.boundaries import boundaries_of
from segsim.geography.shapes import geometry
from segsim.geography.stored import boundaries_from, text_of

FILE = Path(__file__).parents[3] / "shared" / "data" / "postal_polygons_4cities_wgs84.geojson"
pytestmark = [
    pytest.mark.skipif(not FILE.is_file(), reason="no reference data here"),
    pytest.mark.shared,
]


def neighbourhoods(city):
    rows = []
    for district in layout(city).districts:
        count = parts(district, city.neighbourhood_size)
        for x, y in zip(*_sunflower(district, count), strict=True):
            rows.append((x, y, district.name, district.households / count))
    return pd.DataFrame(rows, columns=["x", "y", "district", "households"])


@pytest.mark.parametrize("households", [None, 8000])
@pytest.mark.parametrize("name", ["tampere", "helsinki", "vantaa", "turku"])
def test_every_district_is_matched_and_its_cells_cover_it(name, households):
    city = load_city(name).model_copy(update={"boundaries": str(FILE), "households": households})
    found = boundaries_of(city)
    text = text_of(found, projected=True)
    assert len(text) < 150_000
    land = boundaries_from(text, "kept").districts()
    places = neighbourhoods(city)
    drawn = atlas(places, land)
    assert all(drawn.cells)
    whole = 0.0
    for district, shape in drawn.districts:
        rows = np.flatnonzero(places["district"] == district)
        cells = [geometry(drawn.cells[row]) for row in rows]
        outline = geometry(shape)
        rounding = sum(cell.length for cell in cells)
        assert shapely.union_all(cells).symmetric_difference(outline).area <= rounding
        assert abs(sum(cell.area for cell in cells) - outline.area) <= rounding
        whole += outline.area
    # simplified to 10 m, nothing of the land is lost
    assert whole == pytest.approx(sum(geometry(shape).area for shape in land.values()), rel=1e-4)


def test_most_neighbourhoods_stay_where_they_are():
    city = load_city("tampere").model_copy(update={"boundaries": str(FILE)})
    places = neighbourhoods(city)
    drawn = atlas(places, boundaries_of(city).districts())
    middles = [geometry(cell).centroid for cell in drawn.cells]
    moved = [
        np.hypot(point.x - x, point.y - y)
        for point, x, y in zip(middles, places["x"], places["y"], strict=True)
    ]
    assert np.median(moved) < 400.0

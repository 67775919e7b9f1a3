"""A file of boundaries: what is read, what is refused and how it is said."""

import json

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from segsim import UserError
from segsim.cities import load_city
from segsim.cities.grid import grid_districts
from segsim.cities.layout import layout
from segsim.cities.table import read_table
from segsim.geography.boundaries import boundaries_of
from segsim.geography.shapes import geometry
from segsim.geography.stored import boundaries_from, text_of

from .conftest import square


def city(path, name="tampere", **more):
    return load_city(name).model_copy(update={"boundaries": str(path), **more})


def refused(path, **more):
    with pytest.raises(UserError) as error:
        boundaries_of(city(path, **more))
    return str(error.value)


def test_no_file_no_boundaries():
    assert boundaries_of(load_city("helsinki")) is None
    tampere = boundaries_of(load_city("tampere"))  # it comes with its lakes
    assert tampere.outlines == ()
    assert len(tampere.water) == 2
    districts = read_table(load_city("tampere").table_path)
    for district in districts:
        here = shapely.Point(district.x, district.y)
        assert not any(geometry(lake).contains(here) for lake in tampere.water)


def test_every_district_gets_its_polygon(write, tampere):
    other = ({"pno": "00100", "nimi": "Elsewhere"}, [square(0.0, 0.0)])
    found = boundaries_of(city(write([*tampere, other])))
    assert [outline.name for outline in found.outlines] == [p["nimi"] for p, _ in tampere]
    assert all(geometry(outline.shape).area == 40_000.0 for outline in found.outlines)


@pytest.mark.parametrize(
    "change",
    [
        lambda p: {"nimi": p["nimi"].upper()},
        lambda p: {"Postinumero": int(p["pno"])},
        lambda p: {"id": p["pno"], "nimi": "anything"},
        lambda p: {"pno": "9", "name": p["nimi"]},
    ],
)
def test_districts_are_matched_by_id_or_name(write, tampere, change):
    found = boundaries_of(city(write([(change(p), rings) for p, rings in tampere])))
    assert len(found.outlines) == len(tampere)


@pytest.mark.parametrize("crs", ["urn:ogc:def:crs:EPSG::3879", "OGC:CRS84", None])
def test_other_systems_are_projected(write, tampere, crs):
    project = Transformer.from_crs("EPSG:3067", crs or "OGC:CRS84", always_xy=True)
    moved = [
        (p, [[list(project.transform(x, y)) for x, y in ring] for ring in rings])
        for p, rings in tampere
    ]
    plain = boundaries_of(city(write(tampere)))
    found = boundaries_of(city(write(moved, crs, "moved.geojson")))
    for one, other in zip(plain.outlines, found.outlines, strict=True):
        assert np.abs(np.subtract(one.shape, other.shape)).max() <= 1 or set(one.shape[0]) == set(
            other.shape[0]
        )


def test_parts_of_a_district_are_joined_and_holes_kept(write, tampere):
    (p, [ring]), *rest = tampere
    x, y = ring[0]
    pierced = (p, [square(x, y, 200), square(x + 50, y + 50, 100)])
    found = boundaries_of(city(write([pierced, (p, [square(x + 200, y, 100)]), *rest])))
    assert geometry(found.outlines[0].shape).area == 40_000.0 - 10_000.0 + 10_000.0


def test_borders_stay_shared_when_they_are_simplified(write, tampere):
    (one, [ring]), (other, _), *rest = tampere
    x, y = ring[0]
    wave = [[x + 200.0 + 3.0 * (k % 2), y + 10.0 * k] for k in range(21)]
    left = [[x, y], *wave, [x, y + 200.0], [x, y]]
    right = [[x + 400.0, y], *wave, [x + 400.0, y + 200.0], [x + 400.0, y]]
    found = boundaries_of(city(write([(one, [left]), (other, [right]), *rest])))
    first, second = (geometry(outline.shape) for outline in found.outlines[:2])
    assert len(found.outlines[0].shape[0]) < 12
    assert first.intersection(second).area == 0.0
    assert first.union(second).geom_type == "Polygon"


def test_a_scaled_city_joins_what_was_merged(write, tampere):
    small = city(write(tampere), households=8000)
    found = boundaries_of(small)
    names = {district.name for district in layout(small).districts}
    assert set(found.districts()) == names
    assert len(names) < len(found.outlines) == 36
    land = sum(geometry(shape).area for shape in found.districts().values())
    assert land == pytest.approx(36 * 40_000.0)


def test_a_grid_has_districts_too(write):
    grid = load_city("grid").model_copy(update={"households": 8000})
    rings = [({"id": d.id}, [square(d.x, d.y, 500)]) for d in grid_districts(grid)]
    found = boundaries_of(grid.model_copy(update={"boundaries": str(write(rings, None))}))
    assert len(found.outlines) == len(rings)


def test_water_is_read_near_the_city(write, tampere):
    x, y = tampere[0][1][0][0]
    lakes = [({"name": "Lake"}, [square(x, y)]), ({}, [square(0.0, 0.0)])]
    water = write(lakes, name="lakes.geojson")
    assert len(boundaries_of(city(write(tampere), water=str(water))).water) == 1
    alone = boundaries_of(load_city("tampere").model_copy(update={"water": str(water)}))
    assert len(alone.water) == 1
    assert alone.outlines == ()


def test_what_is_kept_is_read_back_and_is_geojson(write, tampere):
    found = boundaries_of(city(write(tampere), water=str(write(tampere[:1], name="w.geojson"))))
    text = text_of(found, projected=True)
    again = boundaries_from(text, "here")
    assert [o.name for o in again.outlines] == [o.name for o in found.outlines]
    for one, other in zip(found.outlines, again.outlines, strict=True):
        assert geometry(one.shape).equals(geometry(other.shape))
    assert len(again.water) == 1
    shapes = [shapely.geometry.shape(f["geometry"]) for f in json.loads(text)["features"]]
    assert all(shape.is_valid for shape in shapes)
    assert text_of(found, projected=True) == text
    with pytest.raises(UserError, match=r"here: this file is damaged"):
        boundaries_from("{}", "here")


def test_what_a_study_kept_can_be_given_again(write, tampere, tmp_path):
    found = boundaries_of(city(write(tampere)))
    kept = tmp_path / "districts.geojson"
    kept.write_text(text_of(found, projected=True), encoding="utf-8")
    assert boundaries_of(city(kept)).districts().keys() == found.districts().keys()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"  \n", "the file is empty"),
        (b"id,name\n", "this is no JSON: line 1, column 1"),
        (b'{"a": "\xe4"}', "not in UTF-8"),
        (b"[1, 2]", "a GeoJSON FeatureCollection"),
        (b'{"type": "Feature"}', "'Feature' is not allowed"),
        (b'{"type": "FeatureCollection", "features": []}', "there is no polygon in it"),
        (b'{"type": "FeatureCollection", "features": [3]}', "feature 1: 3 is no feature"),
    ],
)
def test_a_file_that_is_something_else(tmp_path, content, said):
    path = tmp_path / "bad.geojson"
    path.write_bytes(content)
    text = refused(path)
    assert text.startswith("city.boundaries: ")
    assert said in text
    assert "bad.geojson" in text


@pytest.mark.parametrize(
    "rings",
    [[[[1, 2], [3, 4]]], [[["a", "b"]] * 4], 7, [[[1.0, float("nan")]] * 5], [[1, 2, 3]], None],
)
def test_coordinates_that_are_no_polygon(write, tampere, rings):
    text = refused(write([*tampere[:4], ({"pno": "33720"}, rings)]))
    assert "feature 5 (pno: 33720): its coordinates are no polygon" in text


def test_a_district_without_a_polygon(write, tampere):
    text = refused(write([f for f in tampere if f[0]["nimi"] != "Hervanta"]))
    assert "no polygon for the district 'Hervanta' (id 33720)" in text
    assert "35 polygons by 'pno'" in text
    assert "33100" in text
    renamed = [({"nimi": p["nimi"].replace("Hervanta", "Hervannta")}, r) for p, r in tampere]
    assert "The nearest is 'Hervannta'" in refused(write(renamed))


def test_features_that_say_neither_id_nor_name(write, tampere):
    text = refused(write([({"area": 3}, rings) for _, rings in tampere]))
    assert "the features have area; allowed for the id: pno, id" in text


def test_a_file_that_is_not_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "postal.geojson").touch()
    assert "Did you mean 'postal.geojson'?" in refused("postl.geojson")
    assert "this is a folder" in refused(tmp_path)


def test_a_file_beside_the_city_is_found(write, tampere, tmp_path, monkeypatch):
    folder = tmp_path / "configs" / "city"
    folder.mkdir(parents=True)
    write(tampere).rename(folder / "own.geojson")
    monkeypatch.chdir(tmp_path)
    assert boundaries_of(city("own.geojson")) is not None


@pytest.mark.parametrize(
    ("crs", "said"), [("EPSG:1", "there is no system"), (5, "names no system")]
)
def test_a_system_that_does_not_exist(write, tampere, crs, said):
    assert said in refused(write(tampere, crs))


def test_polygons_far_from_the_city(write, tampere):
    moved = [(p, [[[x + 5e5, y] for x, y in ring] for ring in rings]) for p, rings in tampere]
    assert "the polygons lie 500 km from the districts of the table" in refused(write(moved))


def test_coordinates_outside_their_system(write, tampere):
    assert "outside the system" in refused(write(tampere, "OGC:CRS84"))

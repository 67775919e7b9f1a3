"""Settings of a city: what is refused with which words, and the search for cities."""

import numpy as np
import pytest

from segsim.cities import CitySettings, city_settings, list_cities, load_city
from segsim.cities.areas import parts
from segsim.cities.layout import layout
from segsim.kernels.listing import LISTING
from segsim.registry import UserError


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"household": 5}, "city: there is no 'household'. Did you mean 'households'"),
        ({"kind": "grid", "households": 1_999}, "city.households: 1999 is not allowed"),
        ({"kind": "grid", "households": 20_000_001}, "less than or equal to 20000000"),
        ({"kind": "grid", "neighbourhood_size": 199}, "city.neighbourhood_size: 199"),
        (
            {"kind": "grid", "households": 20_000_000, "neighbourhood_size": 200},
            "neighbourhood_size: 200 is not allowed: it makes 100,000 neighbourhoods of 20,000,000 "
            "households, and 65,000 are possible; allowed here: at least 308",
        ),
        ({"kind": "hexagons"}, "'table' or 'grid'"),
        ({"kind": "table"}, "needs the file of its districts"),
        ({"kind": "grid", "class_limits": [5, 4]}, "class_limits: the first must be positive"),
        ({"kind": "grid", "rings": []}, "the last ring must reach the edge"),
        ({"kind": "grid", "lines": [{"name": "x", "stops": []}]}, "city.lines.0.stops"),
        (
            {"kind": "grid", "lines": [{"name": "x", "stops": [[0, 0]], "announced": 2030}]},
            "announced 2030 is after opens 2020",
        ),
        (
            {"kind": "grid", "rings": [{"name": "a", "owner": 0.9, "other": 0.2}]},
            "owner + other must not exceed 1",
        ),
        (
            {"kind": "grid", "rings": [{"name": "a", "vintages": [1, 1, 0, 0]}]},
            "vintages must be shares that add to 1",
        ),
    ],
)
def test_mistakes_are_named(content, words):
    with pytest.raises(UserError) as error:
        city_settings(content)
    assert words in str(error.value)


def test_as_many_neighbourhoods_as_a_listing_can_tell_apart_are_allowed():
    content = {"kind": "grid", "households": 13_000_000, "neighbourhood_size": 200}
    assert city_settings(content).households == 13_000_000
    largest = {"kind": "grid", "households": 20_000_000, "neighbourhood_size": 308}
    found = layout(city_settings(largest)).districts
    places = np.iinfo(LISTING.fields["place"][0]).max + 1
    assert sum(parts(district, 308) for district in found) <= places


def test_a_table_of_too_many_households_is_refused(monkeypatch):
    monkeypatch.setattr("segsim.cities.settings.MOST_NEIGHBOURHOODS", 300)
    with pytest.raises(UserError, match=r"city\.neighbourhood_size: 400 .* at least 49\d"):
        layout(load_city("tampere"))


def test_an_unknown_city_names_the_nearest():
    with pytest.raises(UserError, match=r"city: there is no 'tampera'\. Did you mean 'tampere'"):
        load_city("tampera")


def test_a_city_with_a_slot_and_no_table_says_how_to_fill_it():
    with pytest.raises(UserError, match=r"no 'lahti'.*segsim import FILE --name lahti.*cities\.md"):
        load_city("lahti")


def test_a_table_that_is_not_there_is_named():
    settings = city_settings({"name": "x", "table": "nowhere.csv"})
    with pytest.raises(UserError, match=r"city\.table: there is no file 'nowhere\.csv'"):
        settings.fingerprint()


def test_shipped_cities_are_listed_in_order_with_a_sentence():
    cities = list_cities()
    assert [name for name, _ in cities] == [
        "grid",
        "helsinki",
        "shrinking",
        "tampere",
        "turku",
        "vantaa",
    ]
    assert all(sentence.endswith(".") and "\n" not in sentence for _, sentence in cities)


def test_sources_are_named():
    for name in ("tampere", "helsinki", "vantaa", "turku"):
        assert "Source: Statistics Finland, Paavo" in load_city(name).source


def test_the_callers_folder_comes_first(tmp_path, monkeypatch):
    folder = tmp_path / "configs" / "city"
    folder.mkdir(parents=True)
    (folder / "grid.yaml").write_text("name: grid\nkind: grid\ntitle: Mine\n")
    (folder / "own.yaml").write_text("name: own\nkind: grid\ntitle: Own\n")
    monkeypatch.chdir(tmp_path)
    assert load_city("grid").title == "Mine"
    assert dict(list_cities())["own"] == "Own."


def test_settings_that_are_no_mapping_are_refused(tmp_path, monkeypatch):
    folder = tmp_path / "configs" / "city"
    folder.mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    (folder / "own.yaml").write_text("- 1\n")
    with pytest.raises(UserError, match="no settings in it"):
        load_city("own")
    (folder / "own.yaml").write_text("a: [\n")
    with pytest.raises(UserError, match="not readable as YAML"):
        load_city("own")


def test_the_fingerprint_follows_the_table(tmp_path):
    table = tmp_path / "a.csv"
    table.write_text("one")
    settings = city_settings({"name": "a", "table": str(table)})
    before = settings.fingerprint()
    table.write_text("two")
    assert settings.fingerprint() != before
    assert len(before) == 64


def test_the_fingerprint_of_the_grid_follows_its_rings():
    grid = load_city("grid")
    first = grid.rings[0].model_copy(update={"foreign": 0.2})
    other = CitySettings.model_validate(
        grid.model_dump() | {"rings": (first.model_dump(), *map(dict, grid.rings[1:]))}
    )
    assert grid.fingerprint() != other.fingerprint()

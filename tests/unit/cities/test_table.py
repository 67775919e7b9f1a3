"""The district table: read back as written, and refused by row and column."""

import pytest

from segsim.cities import city_settings, load_city, synthesise
from segsim.cities.layout import layout
from segsim.cities.table import read_table, table_text
from segsim.parameters import ModelParameters
from segsim.registry import UserError


@pytest.fixture
def rows():
    path = load_city("tampere").table_path
    return path.read_text("utf-8").splitlines()


def write(tmp_path, lines):
    path = tmp_path / "own.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def changed(rows, column, value, row=1):
    names, cells = rows[0].split(","), rows[row].split(",")
    cells[names.index(column)] = value
    return [*rows[:row], ",".join(cells), *rows[row + 1 :]]


def test_a_table_is_read_back_as_written(tmp_path):
    districts = read_table(load_city("tampere").table_path)
    path = tmp_path / "own.csv"
    path.write_text(table_text(districts), "utf-8")
    assert read_table(path) == districts


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("households", "x", "row 2, column 'households': 'x' is not a count"),
        ("owner", "-5", "row 2, column 'owner': '-5' is not a count"),
        ("area_km2", "nan", "column 'area_km2': 'nan' is not between 0"),
        ("foreign_share", "5.5", "column 'foreign_share': '5.5' is not between 0 and 1"),
        ("x", "here", "column 'x': 'here' is not a number"),
        ("owner", "4000", "tenure adds to"),
        ("income_mid", "1", "income adds to"),
        ("flats", "1", "low_rise + flats are not"),
        ("since_2000", "0.9", "do not add to 1"),
        ("single", "999999", "single + with_children exceed households"),
        ("pensioner", "11400", "pensioner exceeds the households without children"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path, rows, column, value, words):
    path = write(tmp_path, changed(rows, column, value))
    with pytest.raises(UserError) as error:
        read_table(path)
    assert words in str(error.value)
    assert str(path) in str(error.value)


def test_a_missing_column_is_named(tmp_path, rows):
    path = write(tmp_path, [rows[0].replace("renter", "tenant"), *rows[1:]])
    with pytest.raises(UserError, match="column 'renter' is missing"):
        read_table(path)


def test_an_empty_table_a_double_and_a_wrong_encoding_are_refused(tmp_path, rows):
    with pytest.raises(UserError, match="no district"):
        read_table(write(tmp_path, rows[:1]))
    with pytest.raises(UserError, match="two districts have the same id"):
        read_table(write(tmp_path, [*rows, rows[1]]))
    path = tmp_path / "latin.csv"
    path.write_bytes("\n".join(rows).encode("latin-1"))
    with pytest.raises(UserError, match="not in UTF-8"):
        read_table(path)


def test_a_blank_price_is_estimated_with_a_note(tmp_path, rows):
    path = write(tmp_path, changed(rows, "price_eur_m2", ""))
    centre = load_city("tampere").centre
    plan = layout(city_settings({"name": "own", "table": str(path), "centre": centre}))
    assert 2_500 < plan.districts[0].price_eur_m2 < 5_500
    assert any("price estimated" in note and "Tampere Keskus" in note for note in plan.notes)


def test_a_table_without_language_anchors_nothing(tmp_path, rows):
    lines = rows
    for row in range(1, len(rows)):
        lines = changed(lines, "foreign_share", "", row)
    settings = city_settings(
        {"name": "own", "table": str(write(tmp_path, lines)), "households": 4_000}
    )
    world = synthesise(settings, ModelParameters(), 1, 2025)
    assert not world.neighbourhoods.anchor.any()
    assert not world.households.language.any()


def test_one_unknown_share_takes_the_citys_and_no_anchor(tmp_path, rows):
    path = write(tmp_path, changed(rows, "foreign_share", ""))
    world = synthesise(city_settings({"name": "o", "table": str(path)}), ModelParameters(), 1, 2025)
    n = world.neighbourhoods
    first = n.district == 0
    assert not n.anchor[first].any()
    assert n.anchor[~first].all()
    share = n.by_language[first].sum(axis=0)
    assert share[1] / share.sum() == pytest.approx(world.city.foreign_share, abs=0.001)

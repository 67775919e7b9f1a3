"""Import of Paavo tables: the four reference files, repairs with notes, refusals by place."""

import csv
from pathlib import Path

import pytest
import yaml

from segsim.cities import import_table, load_city, synthesise
from segsim.cities.paavo import COLUMNS
from segsim.cities.table import integers, read_table
from segsim.parameters import ModelParameters
from segsim.registry import UserError

SHARED = Path(__file__).parents[3] / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="no reference data here")

AREA = {
    "postal_code": "00001",
    "name": "Mäki",
    "x_tm35fin": "330000",
    "y_tm35fin": "6820000",
    "area_m2": "2000000",
    "households": "1000",
    "hh_single": "500",
    "hh_children": "180",
    "hh_pensioner": "220",
    "hh_owner": "440",
    "hh_renter": "550",
    "hh_other_tenure": "10",
    "dwellings": "1090",
    "dw_block_of_flats": "800",
    "dw_small_house": "280",
    "dw_other": "10",
    "dw_mean_m2": "62.5",
    "hhinc_low": "300",
    "hhinc_mid": "550",
    "hhinc_high": "150",
    "ed_adults": "1500",
    "ed_bachelor": "250",
    "ed_master": "200",
    "foreign_language_pct_2020": "9.5",
    "price_eur_m2_src_naapurustot": "2500",
}


def areas(**changes):
    """Return three areas, the second changed."""
    second = AREA | {"postal_code": "00002", "name": "Laakso", "x_tm35fin": "333000"}
    third = AREA | {"postal_code": "00003", "name": "Ranta", "y_tm35fin": "6824000"}
    return [AREA, second | changes, third]


def write(path, rows, columns=COLUMNS, encoding="utf-8"):
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def bring(tmp_path, monkeypatch):
    """Return a function that imports rows into an empty folder, which it makes the caller's."""
    monkeypatch.chdir(tmp_path)

    def call(rows, name="own"):
        return import_table(write(tmp_path / "paavo.csv", rows), name, tmp_path)

    return call


def refused(bring, tmp_path, **changes):
    with pytest.raises(UserError) as error:
        bring(areas(**changes))
    assert not (tmp_path / "configs").exists(), "something was written"
    return str(error.value)


@needs_shared
@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "districts", "households"),
    [
        ("tampere", 36, 146_992),
        ("helsinki", 83, 360_363),
        ("vantaa", 36, 121_130),
        ("turku", 26, 116_749),
    ],
)
def test_the_reference_tables_are_imported_and_built(
    tmp_path, monkeypatch, name, districts, households
):
    monkeypatch.chdir(tmp_path)
    report = import_table(SHARED / f"paavo_{name}_2024.csv", f"my_{name}", tmp_path)
    assert (report.districts, report.households) == (districts, households)
    assert report.settings == tmp_path / "configs" / "city" / f"my_{name}.yaml"
    world = synthesise(load_city(f"my_{name}"), ModelParameters(), 1, 2025)
    world.check()
    assert world.household_rows == households
    assert set(report.notes) <= set(world.city.notes)


@needs_shared
@pytest.mark.shared
@pytest.mark.parametrize("name", ["tampere", "helsinki", "vantaa", "turku"])
def test_the_shipped_table_is_the_reference_rounded(tmp_path, name):
    report = import_table(SHARED / f"paavo_{name}_2024.csv", name, tmp_path)
    exact = {d.id: d for d in read_table(report.table)}
    for district in read_table(load_city(name).table_path):
        for column in ("households", "owner", "renter", "income_low", "income_high", "single"):
            whole = getattr(exact[district.id], column)
            assert abs(getattr(district, column) - whole) <= 8, (district.name, column)
        assert district.foreign_share == pytest.approx(exact[district.id].foreign_share, abs=0.001)


def test_an_import_is_a_city_of_the_callers_folder(bring):
    report = bring(areas())
    assert report.notes == ()
    content = yaml.safe_load(report.settings.read_text("utf-8"))
    assert content["name"] == "own"
    assert content["households"] is None
    districts = read_table(report.table)
    assert [d.name for d in districts] == ["Mäki", "Laakso", "Ranta"]
    assert districts[0].flats == 810
    assert districts[0].foreign_share == pytest.approx(0.095)
    assert districts[0].higher_education_share == pytest.approx(0.3)
    world = synthesise(load_city("own"), ModelParameters(), 1, 2025)
    world.check()
    assert world.household_rows == 3_000


def test_an_import_can_be_scaled(bring):
    bring(areas())
    world = synthesise(load_city("own", households=30_000), ModelParameters(), 1, 2025)
    assert world.household_rows == 30_000


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"price_eur_m2_src_naapurustot": ""}, "price estimated from distance and income: Laakso"),
        ({"price_eur_m2_src_naapurustot": "-1"}, "price estimated from distance and income"),
        ({"foreign_language_pct_2020": ""}, "foreign-language share unknown"),
        ({"hh_owner": ""}, "00002 Laakso: hh_owner filled by what is left of the total"),
        ({"hh_owner": "-1", "hh_renter": "-1"}, "hh_owner, hh_renter filled by what is left"),
        ({"hh_owner": "nan"}, "hh_owner filled by what is left of the total"),
        (
            {"hh_owner": "-1", "hh_renter": "-1", "hh_other_tenure": "-1"},
            "hh_owner, hh_renter, hh_other_tenure estimated by the shares of all areas",
        ),
        ({"hhinc_low": "200"}, "hhinc_low, hhinc_mid, hhinc_high add to 900, scaled to 1000"),
        ({"dwellings": ""}, "dwellings taken from the sum of their types"),
        (
            {"dwellings": "", "dw_block_of_flats": "", "dw_small_house": "", "dw_other": ""},
            "dwellings estimated from households",
        ),
        ({"dwellings": "900"}, "900 dwellings raised to the 1000 households"),
        ({"hh_single": "-1"}, "hh_single estimated by the share of all areas"),
        ({"hh_single": "900"}, "hh_single + hh_children scaled to the households"),
        ({"hh_pensioner": "900"}, "hh_pensioner lowered to the households without children"),
        ({"dw_mean_m2": ""}, "dw_mean_m2 unknown"),
        ({"households": "0"}, "00002 Laakso: no households, left out"),
        ({"households": "", "dwellings": ""}, "no households, left out"),
    ],
)
def test_repairs_are_noted_and_the_city_can_be_built(bring, changes, note):
    report = bring(areas(**changes))
    assert any(note in found for found in report.notes), report.notes
    read_table(report.table)
    synthesise(load_city("own"), ModelParameters(), 1, 2025).check()


def test_filled_parts_add_up(bring):
    report = bring(areas(hh_owner="-1", hh_renter="-1"))
    laakso = read_table(report.table)[1]
    assert (laakso.owner, laakso.renter, laakso.other) == (440, 550, 10)
    assert integers([laakso], "households")[0] == 1000


@pytest.mark.parametrize("column", COLUMNS)
def test_a_missing_column_is_refused(tmp_path, column):
    columns = [c for c in COLUMNS if c != column]
    path = write(tmp_path / "p.csv", areas(), columns)
    with pytest.raises(UserError) as error:
        import_table(path, "own", tmp_path)
    assert f"{path}: row 1: the column {column!r} is missing" in str(error.value)
    assert not (tmp_path / "configs").exists()


def test_a_misspelt_column_is_guessed(tmp_path):
    columns = ["hh_owners" if c == "hh_owner" else c for c in COLUMNS]
    with pytest.raises(UserError, match="is it 'hh_owners'"):
        import_table(write(tmp_path / "p.csv", areas(), columns), "own", tmp_path)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"households": "-5"}, "column 'households': '-5' leaves nothing to scale by"),
        ({"households": "nan"}, "column 'households': 'nan' leaves nothing to scale by"),
        ({"households": "-1"}, "column 'households': '-1' leaves nothing to scale by"),
        ({"households": "many"}, "column 'households': 'many' is not a number"),
        (
            {"hhinc_low": "nan", "hhinc_mid": "-3", "hhinc_high": "-1"},
            "column 'hhinc_low': 'nan' leaves nothing to scale by",
        ),
        (
            {"dwellings": "-7", "dw_small_house": "-1"},
            "column 'dwellings': '-7' leaves nothing to scale by",
        ),
        ({"hh_children": "-20"}, "column 'hh_children': '-20' leaves nothing to scale by"),
        ({"x_tm35fin": ""}, "column 'x_tm35fin': '' is not a figure that can be placed on a map"),
        ({"foreign_language_pct_2020": "160"}, "'160' is over 100 %"),
        ({"postal_code": "00001"}, "column 'postal_code': '00001' stands in row 2 too"),
    ],
)
def test_what_cannot_be_repaired_is_refused_by_row_and_column(bring, tmp_path, changes, words):
    message = refused(bring, tmp_path, **changes)
    assert words in message
    assert "paavo.csv: row 3 (" in message


def test_other_files_are_refused(tmp_path):
    for name, content, words in (
        ("empty.csv", b"", "the file is empty"),
        ("head.csv", ",".join(COLUMNS).encode() + b"\n", "there is no row below the header"),
        ("short.csv", ",".join(COLUMNS).encode() + b"\n00001,A\n", "row 2 has 2 values"),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(UserError) as error:
            import_table(path, "own", tmp_path)
        assert words in str(error.value)
        assert name in str(error.value)
    with pytest.raises(UserError, match="there is no such file"):
        import_table(tmp_path / "none.csv", "own", tmp_path)


def test_a_wrong_encoding_is_refused_with_its_row(tmp_path):
    path = write(tmp_path / "latin.csv", areas(), encoding="latin-1")
    with pytest.raises(UserError, match=r"latin\.csv: row 2 is not in UTF-8"):
        import_table(path, "own", tmp_path)


def test_a_table_without_households_is_refused(bring, tmp_path):
    rows = [row | {"households": "0"} for row in areas()]
    with pytest.raises(UserError, match="column 'households': no area has a household"):
        bring(rows)
    assert not (tmp_path / "configs").exists()


@pytest.mark.parametrize("name", ["Tampere", "my city", "../x", "", "1a"])
def test_names_that_cannot_be_typed_are_refused(bring, name):
    with pytest.raises(UserError, match=r"name: .* cannot name a city"):
        bring(areas(), name=name)


@pytest.mark.parametrize("moves", [0, 1])
def test_nothing_is_left_half_written(bring, tmp_path, monkeypatch, moves):
    bring(areas())
    folder = tmp_path / "configs" / "city"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = []
    replace = Path.replace

    def fail(self, target):
        done.append(target)
        if len(done) > moves:
            raise OSError("disk full")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(UserError, match="cannot be written to: disk full"):
        bring(areas(households="0"))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    with pytest.raises(UserError, match="cannot be written to"):
        bring(areas(), name="other")
    assert {path.name for path in folder.iterdir()} == set(before)


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    path = write(tmp_path / "p.csv", areas())
    with pytest.raises(UserError, match="cannot be written to"):
        import_table(path, "own", path)

import csv
import io
from pathlib import Path

import pytest

from segsim.cities.paavo import COLUMNS, NUMBERS
from segsim.cli.main import main

AREA = dict.fromkeys(NUMBERS, "10") | {"postal_code": "33100", "name": "Keskusta"}


def table(*, without: str = "", twice: str = "", **changes: str) -> bytes:
    """Two areas in Paavo's columns, the second changed."""
    columns = [column for column in COLUMNS if column != without] + ([twice] if twice else [])
    rows = [AREA, AREA | {"postal_code": "33200"} | changes]
    text = io.StringIO()
    csv.writer(text).writerows([columns, *([row[column] for column in columns] for row in rows)])
    return text.getvalue().encode()


SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "paavo_turku_2024.csv"


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_file(), reason="reference data are not beside the checkout")
def test_an_imported_city_can_be_chosen(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["import", str(SHARED), "--name", "own"]) == 0
    text = capsys.readouterr().out
    assert "note: " in text
    assert "segsim run city=own" in text
    assert main(["list", "cities"]) == 0
    assert "own  " in capsys.readouterr().out
    assert main(["describe", "city=own"]) == 0


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"a,b\n1,2\n", "row 1: the column 'postal_code' is missing"),
        (b"a;b\n1;2\n", "row 1: semicolons separate the columns"),
        (b"a\tb\n1\t2\n", "row 1: tabs separate the columns"),
        (b"\xff\xfe\x00", "row 1 is no text"),
        (bytes(range(1, 256)), "row 2 is not in UTF-8"),
        (b'{"a": 1}', "postal_code"),
        (table(without="hh_owner"), "row 1: the column 'hh_owner' is missing"),
        (table(twice="hh_owner"), "row 1: the column 'hh_owner' stands there twice"),
        (table() + b"1,2\n", "row 4 has 2 values"),
        (table(name="a\0b"), "row 3 is no text"),
        (table(name="x" * 200_000), "row 3: not readable as CSV"),
        (table(name=""), "row 3 (33200 ), column 'name': '' names no area"),
        (table(postal_code=""), "column 'postal_code': '' names no area"),
        (table(postal_code="33100"), "'33100' stands in row 2 too"),
        (table(households="many"), "column 'households': 'many' is not a number"),
        (table(households="12,5"), "column 'households': '12,5' is not a number"),
        (table(households="-5"), "column 'households': '-5' leaves nothing"),
        (table(households="nan"), "column 'households': 'nan' leaves nothing"),
        (table(households="1e308"), "column 'households': '1e308' is too large"),
        (table(dwellings="1e9"), "column 'dwellings': '1e9' is too large; at most 20,000,000"),
        (table(hh_single="-5"), "column 'hh_single': '-5' leaves nothing"),
        (table(x_tm35fin="1e30"), "column 'x_tm35fin': '1e30' is too large"),
        (table(y_tm35fin=""), "column 'y_tm35fin': '' is not a figure"),
        (table(area_m2="inf"), "column 'area_m2': 'inf' is not a figure"),
        (table(foreign_language_pct_2020="101"), "'101' is over 100 %"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_a_broken_table_is_refused(content, expected, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("table.csv").write_bytes(content)
    assert main(["import", "table.csv"]) == 2
    shown = capsys.readouterr()
    assert expected in shown.err
    assert "Traceback" not in shown.err
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"]


def test_a_name_that_cannot_name_a_city_is_refused(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["import", "table.csv", "--name", "My City"]) == 2
    assert "'My City'" in capsys.readouterr().err

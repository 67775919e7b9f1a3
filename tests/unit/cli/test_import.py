from pathlib import Path

import pytest

from segsim.cli.main import main

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
        (b"a;b\n1;2\n", "postal_code"),
        (b"\xff\xfe\x00", "table.csv"),
    ],
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

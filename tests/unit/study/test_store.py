import json

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from segsim.study import store


def tables() -> dict[str, pd.DataFrame]:
    frame = pd.DataFrame({"year": [2025, 2026], "name": ["a", "b"], "value": [0.5, np.nan]})
    return {"indicators": frame, "areas": frame}


def test_a_run_appears_whole(tmp_path):
    store.write_run(tmp_path, "k", tables(), {"seed": 1})
    assert store.is_done(tmp_path, "k")
    assert store.read_manifest(tmp_path, "k") == {"seed": 1}
    pd.testing.assert_frame_equal(store.read_table(tmp_path, "k", "areas"), tables()["areas"])
    assert sorted(p.name for p in (tmp_path / "runs" / "k").iterdir()) == [
        "areas.parquet",
        "indicators.parquet",
        "manifest.json",
    ]


def test_a_run_that_cannot_be_written_leaves_no_trace(tmp_path):
    bad = {**tables(), "broken": pd.DataFrame({"x": [object()]})}
    with pytest.raises(Exception, match="object"):
        store.write_run(tmp_path, "k", bad, {})
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not (tmp_path / "runs").exists()


def test_a_run_written_twice_stays(tmp_path):
    store.write_run(tmp_path, "k", tables(), {"turn": 1})
    store.write_run(tmp_path, "k", tables(), {"turn": 2})
    assert store.read_manifest(tmp_path, "k") == {"turn": 1}


def test_success_removes_the_note_of_failure(tmp_path):
    store.write_failure(tmp_path, "k", "tram, seed 1", "ValueError: no", "trace")
    text = store.failure_file(tmp_path, "k").read_text()
    assert text == "tram, seed 1\nValueError: no\n\ntrace\n"
    store.write_run(tmp_path, "k", tables(), {})
    assert not store.failure_file(tmp_path, "k").exists()


def test_files_are_zstd_with_split_floats(tmp_path):
    store.write_table(tmp_path / "t.parquet", tables()["areas"])
    group = pq.ParquetFile(tmp_path / "t.parquet").metadata.row_group(0)
    columns = [group.column(n) for n in range(group.num_columns)]
    assert {column.compression for column in columns} == {"ZSTD"}
    encodings = {column.path_in_schema: column.encodings for column in columns}
    assert "BYTE_STREAM_SPLIT" in encodings["value"]
    assert "BYTE_STREAM_SPLIT" not in encodings["year"]


def test_an_empty_ledger_keeps_its_types(tmp_path):
    empty = pd.DataFrame([], columns=["policy", "year", "payer", "kind", "eur"])
    store.write_run(tmp_path, "k", {"ledger": empty}, {})
    types = store.read_table(tmp_path, "k", "ledger").dtypes
    assert (str(types["year"]), str(types["eur"])) == ("int64", "float64")


def test_manifests_are_readable_json(tmp_path):
    store.write_run(tmp_path, "k", tables(), {"name": "Pyynikki–Särkänniemi"})
    text = (tmp_path / "runs" / "k" / "manifest.json").read_text(encoding="utf-8")
    assert "Särkänniemi" in text
    assert json.loads(text)

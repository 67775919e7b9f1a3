"""Boundaries change no run, and stay with a study."""

import hashlib
import json
from types import SimpleNamespace

import numpy as np
import pytest

from segsim import UserError, load
from segsim.cities import load_city
from segsim.cities.grid import grid_districts
from segsim.model.specification import specification
from segsim.study.plan import plan
from segsim.study.runner import run_study
from segsim.study.worker import _lines

SMALL = ["city=grid", "city.households=2000", "years=1", "burn_in.years=0", "replications=1"]
TRAM = ["policy=[tram]", "policy.tram.open_year=2026", "policy.tram.build_years=1"]

CITIES = {"grid": "31ba905dec2c2c79", "tampere": "687d130bd104930c"}
"""Of the part of a key that is the city's, as it was when boundaries were refused."""
RING = [(-600, -600), (600, -600), (600, 600), (-600, 600), (-600, -600)]


@pytest.fixture
def boundaries(tmp_path):
    grid = load_city("grid").model_copy(update={"households": 2000})
    features = [
        {
            "type": "Feature",
            "properties": {"id": d.id},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[d.x + i, d.y + j] for i, j in RING]],
            },
        }
        for d in grid_districts(grid)
    ]
    path = tmp_path / "grid.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_keys_are_those_of_a_city_without_boundaries(boundaries):
    plain, mapped = plan(SMALL), plan([*SMALL, f"city.boundaries={boundaries}"])
    assert [run.key for run in plain.runs] == [run.key for run in mapped.runs]
    burn_ins = [
        next(iter(study.specifications.values())).burn_in_key() for study in (plain, mapped)
    ]
    assert burn_ins[0] == burn_ins[1]
    content = next(iter(mapped.specifications.values())).canonical()
    assert content["city"]["boundaries"] is None
    assert "water" not in content["city"]
    assert specification(content).seeded(1).key() == mapped.runs[0].key


@pytest.mark.parametrize(("name", "digest"), CITIES.items())
def test_a_city_enters_keys_as_it_did_before_boundaries_were_read(name, digest):
    run = specification({"city": load_city(name).model_dump(), "policy": {}, "seed": 1})
    text = json.dumps(run.canonical()["city"], sort_keys=True)
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == digest


def test_a_mistake_is_told_when_the_study_is_planned(tmp_path):
    with pytest.raises(UserError, match=r"^city.boundaries: there is no file 'none.geojson'"):
        plan([*SMALL, "city.boundaries=none.geojson"])


def test_a_finished_study_gets_its_map_without_another_run(boundaries, tmp_path):
    out = tmp_path / "out"
    first = run_study(plan([*SMALL, *TRAM]).moved(str(out)))
    assert first.complete
    assert load(out).atlas.kind == "tiles"
    again = run_study(plan([*SMALL, *TRAM, f"city.boundaries={boundaries}"]).moved(str(out)))
    assert (again.done, again.cached) == (0, 2)
    boundaries.unlink()
    results = load(out)
    atlas = results.atlas
    assert atlas.kind == "districts"
    assert len(atlas.cells) == results.areas["neighbourhood"].nunique()
    assert {name for name, _ in atlas.districts} == set(results.areas["district"].astype(str))
    assert results.atlas is atlas
    kept = (out / "districts.geojson").read_bytes()
    assert run_study(plan([*SMALL, *TRAM]).moved(str(out))).complete  # names none: they stay
    assert (out / "districts.geojson").read_bytes() == kept
    assert [line.name for line in results.lines["policy"]] == ["tram"]
    assert results.lines["policy"][0].opens == 2026
    assert results.lines["baseline"] == ()


def test_boundaries_of_another_city_are_not_used(results_folder):
    text = '{"type": "FeatureCollection", "features": []}'
    (results_folder / "districts.geojson").write_text(text)
    assert load(results_folder).atlas.kind == "tiles"


def test_a_damaged_file_of_boundaries_is_named(results_folder):
    (results_folder / "districts.geojson").write_text("{")
    with pytest.raises(UserError, match=r"districts.geojson: this file is damaged"):
        _ = load(results_folder).atlas


def test_results_without_lines_have_none(results_folder):
    assert set(load(results_folder).lines.values()) == {()}


def test_a_manifest_tells_of_lines_in_whole_metres():
    line = SimpleNamespace(name="one", opens=np.int64(2030), stops=np.array([[1.4, 2.6], [3, 4]]))
    world = SimpleNamespace(transport=SimpleNamespace(lines=[line]))
    facts = _lines(SimpleNamespace(world=world))
    (told,) = json.loads(json.dumps(facts))
    assert told == {"name": "one", "opens": 2030, "stops": [[1, 3], [3, 4]]}

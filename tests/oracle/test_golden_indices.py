"""Every golden value of the indices there are: independent packages and published results."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from segsim.indices import INDICES

GOLDEN = Path(__file__).resolve().parents[3] / "shared" / "golden"
LEVELS = ("state", "district", "school")
FILES = ("cases", "published")
NAMES = {"super": "super_areas", "center": "centre", "area": "land_area"}


def load():
    """Return the datasets by file and name, and the cases of indices that there are."""
    datasets, cases = {}, []
    for name in FILES:
        path = GOLDEN / f"{name}.json"
        if not path.exists():
            continue
        content = json.loads(path.read_text())
        datasets |= {(name, key): value for key, value in content["datasets"].items()}
        cases += [
            pytest.param(name, case, id=f"{name}-{case['id']}")
            for case in content["cases"]
            if case["index"] in INDICES
        ]
    return datasets, cases


DATASETS, CASES = load()
SKIP = pytest.mark.skip(reason="the golden values are not beside the checkout")
pytestmark = pytest.mark.shared


def from_table(dataset):
    """Return the counts of a long table and the labels of its areas at every level."""
    with (GOLDEN / dataset["file"]).open() as file:
        rows = list(csv.DictReader(file))
    areas = {row[dataset["unit"]]: row for row in rows}
    number = {area: i for i, area in enumerate(areas)}
    groups = dataset["group_order"]
    counts = np.zeros((len(areas), len(groups)))
    for row in rows:
        place = number[row[dataset["unit"]]], groups.index(row[dataset["group"]])
        counts[place] += float(row[dataset["weight"]])
    levels = {key: np.array([row[key] for row in areas.values()]) for key in LEVELS}
    return counts, levels, groups


def resolve(index, name, key, parameters):
    """Return the data and the keyword parameters of a case."""
    dataset = DATASETS[name, key]
    if key == "schools00_05":
        tables = [from_table(DATASETS[name, year]) for year in ("schools00", "schools05")]
        areas = {f"areas{i + 1}": table[1]["school"] for i, table in enumerate(tables)}
        return [table[0] for table in tables], areas | parameters
    known = {NAMES.get(key, key): value for key, value in parameters.items()}
    if "grid" in dataset:
        known["grid"] = tuple(dataset["grid"])
        row, column = np.indices(dataset["grid"]).reshape(2, -1)
        known["coords"] = (np.stack([column, row], axis=-1) + 0.5) * dataset["cell"]
    if known.get("thresholds") == "k/14, nominal p":
        known["thresholds"] = np.arange(1, 14) / 14
    if "file" not in dataset:
        return [dataset[key] for key in index.data], known
    counts, levels, groups = from_table(dataset)
    for key in ("group", "to", "ref"):
        if key in known:
            known[key] = groups.index(known[key])
    if "super_areas" in known:
        known["super_areas"] = levels[known["super_areas"]]
    if "subset" in known:
        level, label = known.pop("subset").split("==")
        counts = counts[levels[level] == label]
    return [counts], known


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("file", "case"), CASES or [pytest.param(None, None, marks=SKIP, id="absent")]
)
def test_golden(file, case):
    index = INDICES.get(case["index"])
    data, parameters = resolve(index, file, case["case"], case["params"])
    unused = set(parameters) - {*index.required, *index.optional} - {"grid", "coords", "cell"}
    assert not unused
    found = index.measure(*data, **parameters)
    if case["value"] is None:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(case["value"], rel=0, abs=case["tol"])


@pytest.mark.skipif(not CASES, reason="the golden values are not beside the checkout")
def test_every_golden_value_is_of_an_index_and_every_index_has_one():
    contents = [json.loads((GOLDEN / f"{name}.json").read_text()) for name in FILES]
    named = {case["index"] for content in contents for case in content["cases"]}
    assert named == {case.values[1]["index"] for case in CASES}
    own = {name for name in INDICES if name.startswith(("expected_", "adjusted_"))}
    assert set(INDICES) - own <= named <= set(INDICES)
    assert len(CASES) == sum(len(content["cases"]) for content in contents)

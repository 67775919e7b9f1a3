"""The register: names, what is known of each index, and calling one by name."""

import inspect
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import segsim.indices
from segsim.indices import INDICES, Index, index
from segsim.registry import UserError, sentence

COUNTS = [[10, 20], [30, 5], [0, 40]]


@pytest.mark.parametrize("name", INDICES)
class TestEveryIndex:
    def test_is_an_attribute_of_the_package(self, name):
        assert getattr(segsim.indices, name) is INDICES.get(name).function
        assert name in segsim.indices.__all__

    def test_knows_its_range_and_reference(self, name):
        item = INDICES.get(name)
        assert item.name == name == item.function.__name__
        assert item.bounds[0] < item.bounds[1]
        assert any(letter.isdigit() for letter in item.reference)

    def test_is_documented(self, name):
        item = INDICES.get(name)
        text = inspect.getdoc(item.function)
        for heading in ("Parameters", "Returns", "Raises", "References"):
            assert f"\n{heading}\n---" in text
        assert sentence(item).endswith(".")
        assert sentence(item) == sentence(item.function)
        assert "``" in text.split("Parameters")[0]  # the formula

    def test_takes_data_by_position_and_the_rest_by_keyword(self, name):
        item = INDICES.get(name)
        special = {"individual": ("values", "area"), "change": ("counts1", "counts2")}
        assert item.data == special.get(item.kind, ("counts",))


def test_files_are_not_named_as_indices():
    files = {path.stem for path in Path(segsim.indices.__file__).parent.glob("*.py")}
    assert not files & set(segsim.indices.__all__)


def test_the_page_of_indices_names_every_index():
    page = Path(__file__).resolve().parents[3] / "docs" / "indices.md"
    text = page.read_text(encoding="utf-8")
    assert not [name for name in INDICES if f"`{name}`" not in text]


def test_everything_exported_exists():
    assert all(hasattr(segsim.indices, name) for name in segsim.indices.__all__)


@pytest.mark.parametrize(
    ("name", "per", "required"),
    [
        ("theil_h", "table", ()),
        ("dissimilarity", "group", ("group",)),
        ("exposure", "pair", ("group", "to")),
        ("mutual_within", "table", ("super_areas",)),
        ("moran_i", "group", ("weights",)),
        ("nsi", "table", ()),
    ],
)
def test_says_how_it_is_called(name, per, required):
    item = INDICES.get(name)
    assert (item.per, item.required) == (per, required)


def test_measure_takes_what_it_needs_from_what_is_offered():
    value = INDICES.get("dissimilarity").measure(COUNTS, group=0, to=1, super_areas=[0, 0, 1])
    assert value == segsim.indices.dissimilarity(COUNTS, group=0)


def test_calling_an_index_calls_its_function():
    assert INDICES.get("exposure")(COUNTS, group=0, to=1) == segsim.indices.exposure(
        COUNTS, group=0, to=1
    )


def test_measure_names_what_is_missing():
    with pytest.raises(UserError, match="'exposure' needs group and to"):
        INDICES.get("exposure").measure(COUNTS)


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(UserError, match=r"there is no 'disimilarity'.*'dissimilarity'"):
        INDICES.get("disimilarity")


def test_a_name_is_given_once():
    with pytest.raises(ValueError, match="two items named 'gini'"):

        @index("gini", bounds=(0, 1), kind="two_group", reference="Nobody 2000")
        def another(counts):
            """Return nothing."""


def test_an_index_cannot_be_changed():
    item = INDICES.get("gini")
    assert isinstance(item, Index)
    with pytest.raises(AttributeError):
        item.bounds = (0, 2)


def test_import_needs_numpy_alone():
    code = (
        "import sys, segsim.indices\n"
        "heavy = {'numba', 'pandas', 'mesa', 'scipy', 'matplotlib', 'pydantic', 'networkx'}\n"
        "print(heavy & {name.split('.')[0] for name in sys.modules})"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    assert result.stdout.strip() == "set()"


def test_values_are_float64_arrays(measure):
    for name, item in INDICES.items():
        if item.kind == "individual":
            value = item([1, 2, 3], [0, 0, 1])
        elif item.kind == "change":
            value = item(COUNTS, COUNTS, areas1=[0, 1, 2], areas2=[0, 1, 2])
        else:
            value = measure(name, COUNTS)
        assert isinstance(value, np.ndarray), name
        assert (value.dtype, value.shape) == (np.float64, ()), name

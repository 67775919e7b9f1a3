"""The pages of indices: examples give what is written beside them, all functions have a place."""

import ast
import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest

import segsim.indices as si

DOCS = Path(__file__).parents[2] / "docs"
ENTRY = DOCS / "indices.md"
FAMILIES = sorted((DOCS / "indices").glob("*.md"))
PAGES = [ENTRY, *FAMILIES]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RESULT = re.compile(r"#\s*→\s*(.+)$")
NUMBER = re.compile(r"nan|inf|-?\d+(?:\.(\d+))?(?:e-?\d+)?")


def statements(text):
    """Yield what stands in the Python blocks of a page, with the result written at its end."""
    for block in BLOCK.findall(text):
        lines = block.splitlines()
        for node in ast.parse(block).body:
            found = RESULT.search(lines[node.end_lineno - 1])
            yield node, found.group(1).strip() if found else None


def agrees(value, told):
    """Tell whether a value is the one written, to three digits or more, or in so many words."""
    if not re.fullmatch(r"[\[\]\s,]*(?:(?:" + NUMBER.pattern + r")[\[\]\s,]*)+", told):
        return str(value) == told
    wanted = eval(told, {"nan": np.nan, "inf": np.inf})  # numbers and brackets
    digits = max((len(m.group(1) or "") for m in NUMBER.finditer(told)), default=0)
    digits = max(digits, 3)  # zeros at the end are not written
    if np.shape(value) != np.shape(wanted):
        return False
    return np.allclose(value, wanted, rtol=0, atol=0.5001 * 10.0**-digits, equal_nan=True)


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_examples_give_what_is_written_beside_them(page):
    names, checked = {}, 0
    for node, told in statements(page.read_text("utf-8")):
        code = ast.unparse(node)
        if told is None:
            assert not isinstance(node, ast.Expr), f"{code}: what does it give?"
            exec(code, names)
        else:
            value = eval(code, names)
            assert agrees(value, told), f"{code} gives {value}, not {told}"
            checked += 1
    assert checked > 0


@pytest.mark.parametrize(
    ("value", "told", "same"),
    [
        (np.array(0.5625), "0.562", True),
        (np.array(0.5625), "0.56", False),
        (np.array(0.56), "0.56", True),
        (np.array(0.5625), "0.57", False),
        (np.array(0.49), "0", False),
        (np.array([0.25, np.nan]), "[0.25, nan]", True),
        (np.array([0.25, 1.0]), "[0.25, nan]", False),
        (np.array([[1.0, 2.0]]), "[1, 2]", False),
        (np.array([[1.0, 2.0]]), "[[1, 2]]", True),
        ((2, 5), "(2, 5)", True),
        (np.array(-1.5), "-1.5", True),
        (np.array(1.5), "-1.5", False),
        ("moran_i", "moran_i", True),
    ],
)
def test_what_is_written_is_compared(value, told, same):
    assert agrees(value, told) == same


def test_every_function_is_named_on_a_page_of_its_family():
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    named = set(re.findall(r"`@?(\w+)", text))
    assert not set(si.__all__) - named
    families = "\n".join(page.read_text("utf-8") for page in FAMILIES)
    headed = "\n".join(re.findall(r"^(?:#+ .*|\| `\w+` \|)", families, re.MULTILINE))
    assert not set(si.INDICES) - set(re.findall(r"`(\w+)`", headed))


@pytest.mark.parametrize("page", FAMILIES, ids=[page.stem for page in FAMILIES])
def test_every_family_has_a_picture_and_a_way_back(page):
    text = page.read_text("utf-8")
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", text)
    assert [Path(path).name for _, path in pictures] == [f"indices_{page.stem}.png"]
    for words, path in pictures:
        assert len(words) > 80
        assert 0 < (page.parent / path).stat().st_size < 120_000
    assert "(../indices.md" in text
    assert f"(indices/{page.name})" in ENTRY.read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_links_lead_somewhere(page):
    text = page.read_text("utf-8")
    for path, anchor in re.findall(r"\]\(([^)#:]*)(?:#([^)]*))?\)", text):
        target = page.parent / path if path else page
        assert target.exists(), path
        if anchor:
            headings = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}
            assert anchor in slugs, anchor


def test_one_script_draws_the_picture_of_every_family():
    path = DOCS / "pictures" / "indices.py"
    spec = importlib.util.spec_from_file_location("pictures_of_indices", path)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert sorted(script.PICTURES) == [page.stem for page in FAMILIES]
    assert script.IMAGES == DOCS / "images"
    for name in ("CITY", "MIXED", "BEFORE", "AFTER"):  # tables that stand on the pages as well
        rows = str(getattr(script, name).tolist())
        assert any(rows in page.read_text("utf-8") for page in FAMILIES), name

"""The benchmarks are configurations of the engine, and the page of the documentation shows them."""

import ast
import re
from pathlib import Path

import pytest

import segsim.validation
from segsim.validation.runs import ELSEWHERE, benchmarks

PACKAGE = Path(segsim.validation.__file__).parent
DOCS = Path(__file__).parents[2] / "docs"
MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=[path.stem for path in MODULES])
def test_validation_has_no_compiled_function_and_no_draw_of_its_own(path):
    tree = ast.parse(path.read_text("utf-8"))
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            imported |= {f"{node.module}.{name.name}" for name in node.names}
        elif isinstance(node, ast.Import):
            imported |= {name.name for name in node.names}
        assert not (isinstance(node, ast.Attribute) and node.attr == "random")
    assert not {name for name in imported if name.startswith(("numba", "random", "numpy.random"))}
    assert not {name for name in imported if name.startswith("segsim.compiled")}
    drawing = {"uniform", "uniforms", "draw", "hashes", "mix", "normals"}
    assert not {f"segsim.streams.{name}" for name in drawing} & imported


def test_the_page_has_every_benchmark_and_every_figure_holds():
    page = (DOCS / "benchmarks.md").read_text("utf-8")
    rows = re.findall(r"^\| \*\*(T\w+)\*\*", page, re.MULTILINE)
    assert rows == [one.name for one in benchmarks()]
    assert all(f"**{name}**" in page for name in ELSEWHERE)
    assert page.count("| holds |") > 100
    assert "**fails**" not in page


def test_the_page_of_patterns_has_every_pattern_with_its_verdicts():
    page = (DOCS / "patterns.md").read_text("utf-8")
    rows = re.findall(r"^\| \*\*(P\w+)\*\*", page, re.MULTILINE)
    assert rows == [one.name for one in benchmarks(["patterns"])]
    figures = [line for line in page.splitlines() if line.startswith("|")][2:]
    assert all(line.endswith(("| holds |", "| **misses** |")) for line in figures)
    assert all("s.e." in line for line in figures)
    assert "--fast" not in page


def test_the_page_of_set_ups_names_every_function():
    page = (DOCS / "validation.md").read_text("utf-8")
    assert all(f"`{name}(" in page for name in segsim.validation.__all__)
    assert all(f"**{one.name}**" in page for one in [*benchmarks(), *benchmarks(["patterns"])])

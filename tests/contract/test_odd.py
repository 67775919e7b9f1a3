"""What the ODD page says is what the code does, where a machine can tell."""

import re
from pathlib import Path

import pytest

from segsim.model.schedule import SCHEDULE

PAGE = Path(__file__).parents[2] / "docs" / "odd.md"


@pytest.fixture(scope="module")
def page():
    return PAGE.read_text("utf-8")


def test_the_process_overview_is_the_schedule(page):
    table = page.split("<!-- schedule -->")[1].split("\n\n")[0]
    named = re.findall(r"^\| *(\d+) *\| *`(\w+)`", table, re.MULTILINE)
    assert [name for _, name in named] == [process.__name__ for process in SCHEDULE]
    assert [int(number) for number, _ in named] == list(range(1, len(SCHEDULE) + 1))

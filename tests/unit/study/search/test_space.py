"""Packages, their names, and what is tried first."""

from collections import Counter

import numpy as np
import pytest

from segsim.registry import UserError
from segsim.study.search.design import screening
from segsim.study.search.space import MOST, Space, count

PERCENTS = (25, 50, 75, 100)


def test_the_space_holds_every_package_once():
    space = Space.of(["tram", "infill", "school"], PERCENTS, None)
    assert space.policies == ("infill", "school", "tram")
    assert len(space.packages) == 5**3 - 1 == len(space.rows)
    assert space.packages[space.rows[25, 0, 100]].tolist() == [25, 0, 100]
    assert space.name((50, 0, 100)) == "infill50_tram100"
    assert space.words((50, 0, 100)) == "infill 50 %, tram 100 %"
    assert space.name((0, 0, 0)) == "baseline"


def test_packages_are_as_large_as_can_be_listed():
    names = [f"p{i}" for i in range(25)]
    space = Space.of(names, PERCENTS, None)
    assert count(names, PERCENTS, space.largest) <= MOST < count(names, PERCENTS, space.largest + 1)
    assert (space.packages > 0).sum(axis=1).max() == space.largest
    with pytest.raises(UserError, match=r"largest: .* allowed: up to 3"):
        Space.of(names, PERCENTS, 4)
    assert Space.of(names, PERCENTS, 2).largest == 2


def test_screening_has_each_alone_all_together_and_a_spread():
    space = Space.of(["a", "b", "c", "d"], PERCENTS, None)
    tried = screening(space, 40)
    assert tried == screening(space, 40)
    assert len(tried) == len(set(tried)) == 14
    assert tried[:5] == [(100, 0, 0, 0), (0, 100, 0, 0), (0, 0, 100, 0), (0, 0, 0, 100), (100,) * 4]
    assert tried[5] == (50, 0, 0, 0)
    assert all(package in space.rows for package in tried)
    more = np.array(screening(space, 400))
    assert len(more) == 140
    used = Counter(more[9:].ravel().tolist())
    assert min(used[percent] for percent in PERCENTS) > 0.6 * max(used[p] for p in PERCENTS)


def test_screening_keeps_to_the_budget_and_to_the_size():
    space = Space.of(["a", "b", "c", "d"], PERCENTS, 2)
    tried = screening(space, 6)
    assert len(tried) == 6
    assert max(sum(n > 0 for n in package) for package in screening(space, 100)) == 2
    with pytest.raises(UserError, match=r"budget: 5 .* at least 6"):
        screening(space, 5)
    one = Space.of(["a"], (100,), None)
    assert screening(one, 10) == [(100,)]

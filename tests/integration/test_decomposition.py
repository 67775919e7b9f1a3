"""Why an index changed, from a small study to the sentence of a planner."""

import pytest

import segsim
from segsim.study.decomposition import decompositions

GIVEN = ["city=grid", "city.households=2000", "years=3", "burn_in.years=2", "replications=2"]

pytestmark = pytest.mark.slow


@pytest.fixture
def results(tmp_path, one_process):
    return segsim.run([*GIVEN, "policy=[infill,tenure_mixing]"], out=tmp_path / "out")


def test_runs_keep_what_changed_the_indices(results):
    changes = results.changes
    key = ["scenario", "behaviour", "seed", "year", "indicator", "level", "group", "component"]
    assert list(changes) == [*key, "value"]
    assert not changes.duplicated(key).any()
    assert sorted(changes["year"].unique()) == [2026, 2027, 2028]
    assert len(changes) == 4 * 3 * (3 * 2 * 2 * 6)


def test_the_parts_of_a_study_agree_with_its_comparison(results):
    parts = decompositions(results)
    key = ["indicator", "level", "group"]
    last = results.compare().query("year == 2028").set_index(key)
    own = results.levels().query("year == 2028").set_index(["scenario", *key])
    policy = parts[(parts["component"] == "policy") & (parts["scenario"] == "policy")]
    whole = policy[policy["channel"] == ""].set_index(key)
    assert len(whole) == 12
    for choice, row in whole.iterrows():
        found = last.loc[choice]
        for column in ("estimate", "low", "high"):
            assert row[column] == pytest.approx(found[column], abs=1e-12)
        channels = policy[(policy["channel"] != "")].set_index(key).loc[[choice]]
        assert channels["estimate"].sum() == pytest.approx(row["estimate"], abs=1e-12)
    ends = parts[parts["component"] == "end"].set_index(["scenario", *key])["estimate"]
    for choice, value in ends.items():
        assert value == pytest.approx(own.loc[choice, "estimate"], abs=1e-12)

"""Threads change how fast a city lives, never what it becomes or what is recorded of it."""

import pandas as pd
import pytest

import segsim
from segsim.submodels import schools, threads

CITIES = {
    "renewal": [
        "city=grid",
        "city.households=5000",
        "policy=[tenure_mixing,infill,demolition_renewal,tenant_support]",
    ],
    "decline": [
        "city=shrinking",
        "driver=decline",
        "policy=[reputation_campaign,tram]",
        "observe.indices=[gini,income_variance_ratio]",
        "observe.households_years=[2028]",
    ],
}
YEARS = 4


@pytest.fixture
def split(monkeypatch):
    """Split small work as well; return how many calls there were at each splitting."""
    found = []
    together = threads.run_all

    def noted(calls, count):
        found.append(len(calls))
        return together(calls, count)

    monkeypatch.setattr(threads, "LEAST", 50)
    monkeypatch.setattr(schools, "FEW", 2)
    monkeypatch.setattr(threads, "run_all", noted)
    return found


def lived(overrides, count):
    model = segsim.build(overrides, threads=count)
    return model.run(YEARS)


@pytest.mark.parametrize("overrides", CITIES.values(), ids=CITIES)
def test_one_two_and_three_threads_record_the_same(overrides, split):
    alone = lived(overrides, 1)
    assert set(split) == {1}
    assert alone.indicators["value"].notna().sum() > 500
    for count in (2, 3):
        split.clear()
        several = lived(overrides, count)
        assert split.count(count) > 20 * YEARS
        assert several.digest() == alone.digest()
        for table in ("indicators", "areas", "ledger"):
            pd.testing.assert_frame_equal(
                getattr(several, table), getattr(alone, table), check_exact=True
            )
        assert several.household_tables.keys() == alone.household_tables.keys()
        for year, table in alone.household_tables.items():
            pd.testing.assert_frame_equal(several.household_tables[year], table, check_exact=True)

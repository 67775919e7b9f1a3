"""Random cities under random policies and shocks keep their rules, process by process."""

from collections import Counter

import numpy as np
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from segsim.kernels.moves import leave_all
from segsim.model.schedule import SCHEDULE
from segsim.model.thought_experiments import shuffle_languages, shuffle_tenures
from segsim.submodels import market
from segsim.submodels.works import remove_dwellings
from segsim.world import Status, Tenure, tallies
from segsim.world.institutions import Project
from segsim.world.world import InvariantError

SHARES = st.sampled_from([0.01, 0.1, 0.5, 1.0])
PER_YEAR = 2  # shocks


class CityLife(RuleBasedStateMachine):
    """Years of a random city, and what befalls it between them."""

    def __init__(self, drawn, afresh, seen):
        super().__init__()
        self.drawn, self.afresh, self.seen, self.world = drawn, afresh, seen, None
        self.shocks = self.number = 0  # this year's, and all so far

    @initialize(data=st.data(), few=st.booleans(), tenure=st.sampled_from(Tenure))
    def settle(self, data, few, tenure):
        """Begin with hardly any vacancies, or with many of one tenure."""
        self.arguments = data.draw(self.drawn.cities())
        self.world = self.drawn.build(**self.arguments)
        if few:
            self.vacancies_are_torn_down(share=0.5, first=0)
        else:
            self.many_dwellings_are_started(share=0.1, tenure=tenure, kind=1, years=1)
        self.policies_change(data, back=False)

    @rule()
    def live_a_year(self):
        self.world.year += 1
        self.shocks = 0
        for process in SCHEDULE:
            if process is market.clear_market:
                them = self.afresh.seeking(self.world)
            process(self.world)
            self.keeps_the_rules(process.__name__)
        self.ends_well(them)

    def keeps_the_rules(self, name):
        try:
            self.world.check()
        except InvariantError as error:
            raise AssertionError(f"{name} in year {self.world.year}: {error}") from error

    def ends_well(self, them):
        h, n, rows = self.world.households, self.world.neighbourhoods, self.world.household_rows
        for name, exact in self.afresh.tallies(self.world).items():
            assert np.array_equal(getattr(n, name), exact), name
        assert self.afresh.passed_over(self.world, them).size == 0
        homeless = h.id[:rows][h.status[:rows] == Status.HOMELESS]
        assert np.isin(homeless, them.id).all()  # no later process takes a home
        assert not np.any(h.status == Status.SEEKING)
        for table, used in ((h, h.status), (self.world.dwellings, self.world.dwellings.standing)):
            ids = table.id[used != 0]
            assert np.unique(ids).size == ids.size
            assert not [name for name, array in table.arrays() if array[used == 0].any()]
        self.seen.update(years=1, seeking=them.row.size, homeless=homeless.size)
        self.seen["vacant"] += int(homeless.size > 0 and n.vacant.sum() > 0)

    def shock(self, name):
        self.shocks += 1
        self.number += 1
        self.seen[name] += 1

    quiet = precondition(lambda self: self.shocks < PER_YEAR)

    @quiet
    @rule(share=SHARES, first=st.integers(0, 99))
    def households_lose_their_homes(self, share, first):
        self.shock("evicted")
        w, h = self.world, self.world.households
        housed = np.flatnonzero(h.status[: w.household_rows] == Status.HOUSED)
        rows = housed[first % round(1.0 / share) :: round(1.0 / share)]
        leave_all(
            h.columns(),
            w.dwellings.columns(),
            tallies.of(w.neighbourhoods),
            rows,
            w.workspace.origin,
        )

    @quiet
    @rule(share=SHARES, first=st.integers(0, 99))
    def vacancies_are_torn_down(self, share, first):
        self.shock("torn down")
        vacant = self.afresh.vacant(self.world)
        remove_dwellings(self.world, vacant[first % round(1.0 / share) :: round(1.0 / share)])

    @quiet
    @rule(
        share=SHARES,
        tenure=st.sampled_from(Tenure),
        kind=st.integers(0, 2),
        years=st.integers(0, 2),
    )
    def many_dwellings_are_started(self, share, tenure, kind, years):
        self.shock("started")
        n = self.world.neighbourhoods
        homes = np.zeros((n.room, 4), np.int64)
        homes[:, tenure] = share * n.stock.sum(axis=(1, 2))
        kinds = np.full(n.room, kind, np.int64)
        project = Project(self.world.calendar + years, f"{self.number}", kinds, homes)
        self.world.institutions.projects.append(project)

    @quiet
    @rule(permute=st.sampled_from([shuffle_languages, shuffle_tenures]))
    def homes_or_languages_are_permuted(self, permute):
        self.shock("permuted")
        permute(self.world)

    @quiet
    @rule(data=st.data(), back=st.booleans())
    def policies_change(self, data, back):
        """Others come in force, or those return that were before."""
        self.shock("policies")
        before = self.world.policies
        if back:
            self.world.policies = self.former
        else:
            drawn = data.draw(self.drawn.policies(self.world.city.districts))
            chosen = {f"{name}{self.number}": levers for name, levers in drawn.items()}
            self.world.policies = self.drawn.measures(chosen, **self.arguments)
        self.former = before

    @quiet
    @rule(data=st.data())
    def parameters_change(self, data):
        self.shock("parameters")
        now = self.world.parameters
        changed = data.draw(self.drawn.parameters(2, held=["stock.lag_years"]))
        groups = {
            name: getattr(now, name).model_copy(update=values) for name, values in changed.items()
        }
        self.world.parameters = now.model_copy(update=groups)

    @quiet
    @rule(
        cap=st.floats(0, 1), ltv=st.floats(0, 1), rate=st.floats(0, 1), acceptance=st.floats(0, 1)
    )
    def rules_of_housing_change(self, cap, ltv, rate, acceptance):
        self.shock("rules")
        rules = self.world.rules
        rules.income_cap, rules.first_ltv, rules.allowance_rate = cap, ltv, rate
        rules.ltv, rules.acceptance = ltv, acceptance

    @invariant()
    def keeps_the_rules_between_years(self):
        if self.world is not None:
            self.keeps_the_rules("a shock")


def test_a_city_keeps_its_rules_whatever_befalls_it(drawn, afresh):
    seen = Counter()
    run_state_machine_as_test(
        lambda: CityLife(drawn, afresh, seen),
        settings=drawn.settings(50, 18),
    )
    assert seen["years"] > 100

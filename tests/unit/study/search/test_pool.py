"""From overrides to what is combined: policies, levers, seeds, and what each package is."""

import pytest

from segsim.model.specification import specification
from segsim.registry import UserError
from segsim.study.compose import compose
from segsim.study.overrides import parse
from segsim.study.search.pool import main_policies, pool
from segsim.study.search.settings import REPLICATIONS, part
from segsim.study.search.space import Space

GRID = ["city=grid", "city.households=2000"]
PERCENTS = (25, 50, 75, 100)


def space_of(found):
    return Space.of(found.policies, PERCENTS, None)


def composed(plan, scenario):
    """Return what the recorded overrides of a scenario come to."""
    overrides = parse(plan.overrides[scenario])
    return specification(compose([o.composed for o in overrides]))


@pytest.mark.parametrize(
    ("texts", "package"),
    [
        ([*GRID, "policy=[infill,tram]", "policy.tram.open_year=2030"], (50, 75)),
        ([*GRID, "policy=[infill,tram]", "policy.tram.open_year=2030"], (0, 100)),
        ([*GRID, "policy=[tram]", "+policy@policy.tram_east=tram", "years=7"], (25, 100)),
        ([*GRID, "policy=[infill]", "policy.infill.intensity=.5", "behaviour=anchored"], (50,)),
        (["study=tampere_policies", "city=grid"], (0, 25, 100, 50)),
    ],
)
def test_a_package_is_what_its_recorded_overrides_compose(texts, package):
    found = pool(texts)
    space = space_of(found)
    plan = found.plan(space, [package], [3], "nowhere", "search")
    assert plan.scenarios == ["baseline", space.name(package)]
    for run in plan.runs:
        assert composed(plan, run.scenario).seeded(3).key() == run.key


def test_levels_are_shares_of_the_strength_that_is_given():
    found = pool([*GRID, "policy=[infill]", "policy.infill.intensity=.5"])
    plan = found.plan(space_of(found), [(50,), (100,)], [1], "nowhere", "search")
    runs = {run.scenario: run.specification for run in plan.runs}
    assert runs["infill50"].policies["infill"].intensity == 0.25
    assert runs["infill100"].policies["infill"].intensity == 0.5
    assert runs["baseline"].policies == {}


def test_without_a_policy_those_of_the_main_study_are_combined():
    main = pool([])
    assert main.policies == sorted(main_policies())
    assert main.one.city.name == "tampere"
    levers = main.specifications["whole", main.behaviours[0]].policies
    assert len(levers["tram"].stops) == 7  # as the study has it
    turku = pool(["city=turku"])
    assert turku.policies == main.policies
    assert turku.specifications["whole", turku.behaviours[0]].policies["tram"].stops == ()


def test_names_and_runs_do_not_hang_on_the_order_of_policies():
    one, other = (pool([*GRID, f"policy=[{names}]"]) for names in ("infill,tram", "tram,infill"))
    plans = [found.plan(space_of(found), [(50, 100)], [1], "x", "y") for found in (one, other)]
    assert [run.key for run in plans[0].runs] == [run.key for run in plans[1].runs]
    assert plans[0].scenarios == plans[1].scenarios


def test_fresh_seeds_are_none_of_the_search():
    found = pool([*GRID, "policy=[tram]", "seeds=[9,2]"])
    assert found.fresh_seeds(3) == (10, 11, 12)
    default = pool([*GRID, "policy=[tram]"])
    assert len(default.settings.every_seed) == REPLICATIONS
    assert not set(default.fresh_seeds(50)) & set(default.settings.every_seed)
    with pytest.raises(UserError, match="confirm"):
        pool([*GRID, "policy=[tram]", f"seeds=[{2**53}]"]).fresh_seeds(1)


def test_keys_of_the_search_are_told_from_those_of_the_model():
    settings, rest = part(
        [
            *GRID,
            "target=corrected_d<=.2",
            "minimise=[cost,displaced]",
            "intensities=[1,.5]",
            "by=2030",
        ]
    )
    assert rest == GRID
    assert settings.aims == ("cost", "displaced")
    assert settings.percents == (50, 100)
    assert settings.by == 2030


def test_several_behaviours_run_each_package():
    found = pool([*GRID, "policy=[tram]", "behaviours=[mixed,anchored]"])
    plan = found.plan(space_of(found), [(100,)], [1, 2], "x", "y")
    assert len(plan.runs) == 8
    assert plan.behaviours == ["mixed", "anchored"]

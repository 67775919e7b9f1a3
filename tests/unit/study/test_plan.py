from pathlib import Path

import pytest
from hydra import compose, initialize
from hydra.core.global_hydra import GlobalHydra

from segsim.model.specification import Specification, specification
from segsim.registry import UserError
from segsim.study.plan import Plan, plan, single

SMALL = ["city=grid", "city.households=2000"]


def policies(study: Plan) -> dict[str, list[str]]:
    return {s: list(spec.policies) for (s, _), spec in study.specifications.items()}


def tram(study: Plan, scenario: str = "policy") -> Specification:
    return study.specifications[scenario, study.behaviours[0]].policies["tram"]


def test_with_nothing_given_it_is_the_main_study():
    study = plan([])
    assert study.name == "tampere_policies"
    assert study.out == Path("results/tampere_policies")
    assert study.scenarios == [
        "baseline",
        "tenure_mixing",
        "infill",
        "tram",
        "school_investment",
        "package",
    ]
    first = study.specifications["baseline", "mixed"]
    assert (first.city.name, first.start_year, first.years) == ("tampere", 2025, 20)
    assert study.settings.every_seed == tuple(range(1, 9))
    assert len({run.key for run in study.runs}) == 48
    assert len({run.specification.burn_in_key() for run in study.runs}) == 8


def test_a_lever_reaches_the_scenarios_that_have_its_policy():
    study = plan(["policy.tram.open_year=2031"])
    assert study.name == "tampere_policies"
    years = {
        scenario: spec.policies["tram"].open_year
        for (scenario, _), spec in study.specifications.items()
        if "tram" in spec.policies
    }
    assert years == {"tram": 2031, "package": 2031}


def test_only_runs_that_a_lever_reaches_get_new_keys():
    before = {(r.scenario, r.seed): r.key for r in plan([]).runs}
    after = {(r.scenario, r.seed): r.key for r in plan(["policy.tram.open_year=2031"]).runs}
    changed = {scenario for (scenario, seed), key in before.items() if after[scenario, seed] != key}
    assert changed == {"tram", "package"}


def test_policies_alone_give_two_scenarios_in_tampere():
    study = plan(["policy=[tram,infill]"])
    assert policies(study) == {"baseline": [], "policy": ["tram", "infill"]}
    assert study.specifications["policy", "mixed"].city.name == "tampere"
    assert study.name == "tampere_tram_infill"


def test_a_city_alone_is_a_baseline():
    assert policies(plan(["city=turku"])) == {"baseline": []}


def test_an_empty_list_means_no_policy():
    assert policies(plan([*SMALL, "policy=[]"])) == {"baseline": []}


def test_a_single_name_needs_no_brackets():
    assert policies(plan([*SMALL, "policy=tram"])) == {"baseline": [], "policy": ["tram"]}


def test_a_study_keeps_its_scenarios_in_another_city():
    study = plan(["study=tampere_policies", *SMALL])
    assert len(study.scenarios) == 6
    assert {spec.city.name for spec in study.specifications.values()} == {"grid"}


def test_a_study_lends_its_settings_to_a_choice_of_policies():
    study = plan(["study=tampere_policies", "policy=[tram]"])
    assert policies(study) == {"baseline": [], "policy": ["tram"]}
    assert study.settings.every_seed == tuple(range(1, 9))
    assert study.notes


def test_a_policy_can_be_removed():
    study = plan([*SMALL, "policy=[tram,infill]", "~policy.tram"])
    assert policies(study)["policy"] == ["infill"]
    study = plan(["~policy.tram"])
    assert policies(study)["package"] == ["tenure_mixing", "infill", "school_investment"]
    assert policies(study)["tram"] == []


def test_a_policy_can_stand_twice_under_its_own_name():
    given = ["+policy@policy.tram_east=tram", "policy.tram_east.open_year=2040"]
    study = plan([*SMALL, "policy=[tram]", *given])
    assert policies(study)["policy"] == ["tram", "tram_east"]
    spec = study.specifications["policy", "mixed"]
    assert spec.policies["tram_east"].open_year == 2040
    assert spec.policies["tram_east"].name == "tram_east"
    assert spec.policies["tram"].open_year != 2040


def test_an_added_policy_leaves_the_baseline_alone():
    found = policies(plan(["study=tampere_policies", "+policy@policy.more=infill"]))
    assert found["baseline"] == []
    assert all("more" in names for scenario, names in found.items() if scenario != "baseline")


def test_behaviours_multiply_the_runs():
    study = plan([*SMALL, "behaviours=[mixed,network]", "replications=2"])
    assert study.behaviours == ["mixed", "network"]
    assert len(study.runs) == 4
    assert study.specifications["baseline", "network"].behaviour.status_discount > 0


def test_a_coefficient_can_be_changed_under_every_behaviour():
    study = plan([*SMALL, "behaviours=[mixed,anchored]", "behaviour.stay=3"])
    assert {spec.behaviour.stay for spec in study.specifications.values()} == {3.0}


def test_seeds():
    assert plan([*SMALL, "seed=5", "replications=3"]).settings.every_seed == (5, 6, 7)
    assert plan([*SMALL, "seeds=[9,4]"]).settings.every_seed == (9, 4)
    assert plan(["seeds=[9,4]"]).settings.every_seed == (9, 4)


def test_plus_signs_of_declared_keys_are_forgiven():
    assert plan([*SMALL, "+years=3", "++seed=2"]).specifications["baseline", "mixed"].years == 3


def test_postal_codes_are_text():
    with pytest.raises(UserError, match="there is no '00100'"):
        plan([*SMALL, "policy=[tram]", "policy.tram.target=[33100,00100]"])


def test_drivers_change_what_they_name():
    spec = plan([*SMALL, "driver=closed"]).specifications["baseline", "mixed"]
    base = plan(SMALL).specifications["baseline", "mixed"]
    assert spec.driver.foreign_inflow == 0.0
    assert spec.driver.growth == base.driver.growth


def test_own_presets_and_studies_come_first(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "configs" / "policy").mkdir(parents=True)
    (tmp_path / "configs" / "policy" / "tram_west.yaml").write_text(
        "# @package policy.tram_west\ndefaults:\n  - tram@_here_\n  - _self_\nopen_year: 2032\n"
    )
    (tmp_path / "configs" / "config.yaml").write_text("defaults: [nonsense]\n")  # not ours
    (tmp_path / "experiments" / "west").mkdir(parents=True)
    (tmp_path / "experiments" / "west" / "study.yaml").write_text(
        "title: West\nbase:\n  - city=grid\nscenarios:\n  baseline:\n"
        "  both:\n    - policy=[tram,tram_west]\nreplications: 2\n"
    )
    study = plan(["study=west", "policy.tram_west.intensity=0.5"])
    both = study.specifications["both", "mixed"].policies
    assert (both["tram_west"].open_year, both["tram_west"].intensity) == (2032, 0.5)
    assert both["tram"].intensity == 1.0


@pytest.mark.parametrize("texts", [SMALL, ["city=tampere", "policy=[tram,infill]", "seed=4"]])
def test_the_canonical_form_means_the_same(texts):
    spec = single(texts)
    again = specification(spec.canonical())
    undrawn = spec.city.model_copy(update={"boundaries": None, "water": None})
    assert again == spec.model_copy(update={"city": undrawn})  # maps decide nothing
    assert again.key() == spec.key()


def test_keys_tell_results_apart():
    base = single([*SMALL, "seed=1"])
    assert base.key() == single(["seed=1", *reversed(SMALL)]).key()
    others = ["seed=2", "years=3", "policy=[tram]", "driver.growth=0.02", "start_year=2030"]
    keys = {single([*SMALL, other]).key() for other in others}
    assert len(keys | {base.key()}) == len(others) + 1
    shared = [*SMALL, "seed=1", "years=7", "policy=[tram]", "observe.areas_every=5"]
    assert single(shared).burn_in_key() == base.burn_in_key()
    assert single([*SMALL, "seed=2"]).burn_in_key() != base.burn_in_key()
    assert single([*SMALL, "behaviour=network"]).burn_in_key() != base.burn_in_key()


def test_a_surrounding_hydra_application_is_left_alone():
    with initialize(version_base="1.3", config_path=None):
        plan(SMALL)
        assert GlobalHydra.instance().is_initialized()
        assert "behaviour" not in compose()

"""What the live page offers: declared bounds, and sliders that stay within them."""

import json

from segsim.explorer.live.offers import offers


def all_levers():
    found = offers()
    yield from found["drivers"]
    yield from found["preferences"]
    for policy in found["policies"]:
        yield from policy["levers"]


def test_it_is_json():
    assert json.loads(json.dumps(offers(), allow_nan=False)) == offers()


def test_sliders_stay_within_bounds_and_hold_the_default():
    moved = [lever for lever in all_levers() if lever["slider"]]
    assert len(moved) > 100
    for lever in moved:
        low, high = lever["slider"]
        assert lever["low"] <= low < high <= lever["high"], lever
        if lever["default"] is not None:
            assert low <= lever["default"] <= high, lever


def test_a_preference_goes_to_three_times_its_default_at_least_to_one():
    sliders = {lever["name"]: lever["slider"] for lever in offers()["preferences"]}
    assert sliders["own_language"] == [0.0, 0.9 * 3]
    assert sliders["upper_status"] == [0.0, 21.0]
    assert sliders["reputation"] == [0.0, 1.0]
    assert sliders["status_discount"] == [0.0, 1.0]


def test_a_policy_has_its_telling_levers_first_and_each_lever_once():
    policies = {policy["name"]: policy["levers"] for policy in offers()["policies"]}
    assert [lever["name"] for lever in policies["tram"]][:4] == [
        "open_year", "access_gain_min", "build_years", "intensity",
    ]  # fmt: skip
    for levers in policies.values():
        names = [lever["name"] for lever in levers]
        assert len(names) == len(set(names))
        assert {"name", "announce_year"}.isdisjoint(names)


def test_a_rule_of_the_whole_city_has_no_target():
    policies = {policy["name"]: policy["levers"] for policy in offers()["policies"]}
    assert "target" not in {lever["name"] for lever in policies["tenant_support"]}
    (target,) = (lever for lever in policies["infill"] if lever["name"] == "target")
    assert "worst_first" in target["choices"]

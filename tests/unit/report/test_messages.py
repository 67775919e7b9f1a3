"""Sentences are computed: turning every difference round turns every sentence round."""

import re
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segsim.report.facts import Cost, Effect, Facts
from segsim.report.messages import disagree, finding, messages
from segsim.report.overview import overview
from segsim.study.labels import KEYS
from segsim.texts import words

SCENARIOS = ("baseline", "tenure_mixing", "infill", "tram")
D = KEYS[0]
SWAPPED = {
    "en": {"lowers": "raises", "lower": "raise"},
    "fi": {"pienentää": "suurentaa", "pienentävät": "suurentavat"},
}


def study(behaviours=("mixed",), scenarios=SCENARIOS):
    return SimpleNamespace(
        scenarios=scenarios, behaviours=behaviours, baseline="baseline", seeds=(1, 2, 3)
    )


def effect(scenario, estimate, reach, key=D, behaviour="mixed"):
    low, high = estimate - reach, estimate + reach
    return Effect(scenario, behaviour, key, estimate, low, high, 0.5, 3)


def facts_with(effects, behaviours=("mixed",), costs=None):
    keys = list(dict.fromkeys(e.key for e in effects))
    levels = pd.DataFrame(
        [
            ("baseline", b, k.indicator, k.level, k.group or "all", 0.2, 0.19, 0.21)
            for k in keys
            for b in behaviours
        ],
        columns=[
            *("scenario", "behaviour", "indicator", "level", "group"),
            *("estimate", "low", "high"),
        ],
    )
    paid = {(name, "mixed"): Cost(eur, {"city": eur}) for name, eur in (costs or {}).items()}
    return Facts(study(behaviours), 2045, keys, effects, levels, paid)


def flipped(effect):
    return replace(
        effect, estimate=-effect.estimate, low=-effect.high, high=-effect.low,
        p_lower=1 - effect.p_lower,
    )  # fmt: skip


def sentences(facts, said):
    """Every sentence of the headlines, which hold no numbers but years and counts."""
    return sorted(s for m in messages(facts, said) for s in re.split(r"(?<=\.) ", m.headline))


def turned(text, language):
    both = SWAPPED[language] | {b: a for a, b in SWAPPED[language].items()}
    return re.sub(r"\b\w+\b", lambda word: both.get(word[0], word[0]), text)


changes = st.lists(
    st.tuples(st.integers(-40, 40).map(lambda n: n / 1000), st.sampled_from([0.001, 0.01, 0.1])),
    min_size=6,
    max_size=6,
)


@pytest.mark.parametrize("language", ["en", "fi"])
@given(drawn=changes)
def test_flipping_the_data_flips_the_sentences(language, drawn):
    said = words(language)
    effects = [
        effect(name, *change, key=key)
        for (key, name), change in zip(
            [(key, name) for key in (KEYS[0], KEYS[5]) for name in SCENARIOS[1:]],
            drawn,
            strict=True,
        )
    ]
    costs = {"tenure_mixing": 1e6, "infill": 5e6, "tram": 9e6}
    there = sentences(facts_with(effects, costs=costs), said)
    back = sentences(facts_with([flipped(e) for e in effects], costs=costs), said)
    assert sorted(turned(text, language) for text in there) == back


def test_what_lowers_is_said_to_lower_and_the_largest_comes_first():
    effects = [effect("tenure_mixing", -0.01, 0.002), effect("infill", -0.03, 0.002)]
    text = finding(effects, D, 2045, words("en"))
    assert text == (
        "Infill building and tenure mixing lower language segregation between neighbourhoods "
        "(corrected D) by 2045."
    )
    text = finding([effect("tram", 0.01, 0.002)], D, 2045, words("fi"))
    assert text.startswith("Raitiotie suurentaa kielellistä eriytymistä")


def test_an_interval_with_zero_is_told_from_nothing_and_has_no_price():
    unsure, sure = effect("tram", -0.01, 0.02), effect("infill", -0.02, 0.01)
    facts = facts_with([unsure, sure], costs={"tram": 4e6, "infill": 6e6})
    assert unsure.direction == 0
    assert facts.price(unsure) != facts.price(unsure)  # nan
    assert facts.price(sure) == pytest.approx(3e6)
    assert facts.price(flipped(sure)) != facts.price(flipped(sure))
    table = overview(facts, SimpleNamespace(table=lambda *_: None), words("en"))
    prices = {row[0].text: row[-1].text for row in table.rows}
    assert prices == {
        "Baseline": "", "Tenure mixing": "–", "Infill building": "3.0", "Tram": "–"
    }  # fmt: skip


def test_a_compared_with_a_is_neutral():
    facts = facts_with([effect(name, 0.0, 0.0) for name in SCENARIOS[1:]])
    said = words("en")
    first, *_, last = messages(facts, said)
    assert first.headline.startswith("No scenario changes language segregation")
    assert last.headline == "0 of 3 intervals in this comparison leave zero out."
    table = overview(facts, SimpleNamespace(table=lambda *_: None), said)
    assert [row[2].text for row in table.rows[1:]] == ["no change"] * 3


def test_a_share_of_the_largest_effect_is_set_against_a_share_of_its_cost():
    effects = [effect("tenure_mixing", -0.01, 0.002), effect("infill", -0.04, 0.002)]
    facts = facts_with(effects, costs={"tenure_mixing": 1e6, "infill": 20e6})
    detail = messages(facts, words("en"))[0].detail
    assert (
        "Tenure mixing has 25\u00a0% of the effect of infill building at 5\u00a0% of its cost."
        in detail
    )


def test_behaviours_that_disagree_are_told():
    mine = [effect("tram", -0.01, 0.02), effect("tram", 0.02, 0.01, behaviour="network")]
    assert disagree(mine)
    facts = facts_with(mine, behaviours=("mixed", "network"))
    said = [m.headline for m in messages(facts, words("en"))]
    assert any(text.startswith("The rival behaviours disagree") for text in said)
    same = [effect("tram", -0.01, 0.02), effect("tram", -0.02, 0.01, behaviour="network")]
    said = [m.headline for m in messages(facts_with(same, ("mixed", "network")), words("en"))]
    assert any("agree on the direction" in text for text in said)


def test_one_replication_is_said_to_say_nothing_of_chance():
    nan = float("nan")
    alone = Effect("tram", "mixed", D, -0.01, nan, nan, nan, 1)
    first, last = messages(facts_with([alone]), words("en"))
    assert first.headline.startswith("No scenario changes")
    assert "one replication" in first.detail
    assert last.headline == "One replication says nothing about chance."


def test_intervals_are_counted_and_set_against_chance():
    effects = [effect(f"s{n}", -0.01 if n < 4 else 0.0, 0.005) for n in range(20)]
    last = messages(facts_with(effects), words("fi"))[-1]
    assert last.headline == "Vertailun 20 välistä 4 on sellaisia, joihin nolla ei sisälly."
    assert "noin 2" in last.detail

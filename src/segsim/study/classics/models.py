"""The classical models of which there can be studies, each by the name of its function."""

from segsim import validation
from segsim.registry import unknown
from segsim.study.classics import measures
from segsim.study.classics.classic import Classic, Published, Values, figure
from segsim.validation.blocks import AVERAGED, FILMED_WHOLE, FROZEN, LARGE
from segsim.validation.lattices import SHARES, STRENGTHS, SYMMETRIC, WINDOW
from segsim.validation.netlogo import RESTLESS, SETTLED, UNHAPPY
from segsim.validation.potential import PUBLISHED
from segsim.validation.published import RING_INCOMES
from segsim.validation.response import TIPPING
from segsim.validation.schooling import BY_WEIGHT, MIXED_HOMES, TOLERANT
from segsim.validation.status import STATUS, WEALTH


def classic(name: str) -> Classic:
    """Return the model of a name; a :class:`UserError` names the nearest otherwise."""
    if name not in CLASSICS:
        raise unknown("model", name, CLASSICS)
    return CLASSICS[name]


def _sweeps(values: Values) -> int:
    return int(values["sweeps"])


SCHELLING = Classic(
    validation.schelling,
    "T8",
    figures=(
        figure("percent_similar", "Neighbours of one's own colour", 1, "%"),
        figure("percent_unhappy", "Unhappy: at the end", 1, "%"),
        figure("percent_unhappy_at_start", "Unhappy: at the start", 1, "%"),
        figure("ticks", "Ticks until nobody moves", 0),
    ),
    varied="similar_wanted",
    axis="Wanted neighbours of one's own colour, %",
    time="ticks",
    horizon=lambda values: int(values["max_ticks"]),
    watched={"percent_similar": measures.similar, "percent_unhappy": measures.unhappy},
    by_time=(
        figure("percent_similar", "Neighbours of one's own colour", 1, "%"),
        figure("percent_unhappy", "Unhappy", 1, "%"),
    ),
    picture="lattice",
    published=(
        *(Published("percent_similar", {"similar_wanted": w}, x) for w, x in SETTLED.items()),
        *(
            Published("percent_unhappy_at_start", {"similar_wanted": w}, x, ("max_ticks",))
            for w, x in UNHAPPY.items()
        ),
        *(
            Published(indicator, {"similar_wanted": RESTLESS[0]}, value)
            for indicator, value in zip(
                ("percent_similar", "percent_unhappy"), RESTLESS[1:], strict=True
            )
        ),
    ),
)

PREFERENCE_WINDOW = Classic(
    validation.preference_window,
    "T10",
    figures=(
        figure("dissimilarity", "Dissimilarity between tiles"),
        figure("own_share", "Share of one's own group around oneself"),
        figure("dissimilarity_at_start", "Dissimilarity between tiles at the start"),
    ),
    varied="c",
    axis="Weight of the preference c",
    time="sweeps",
    horizon=_sweeps,
    watched={"dissimilarity": measures.apart, "own_share": measures.own},
    by_time=(
        figure("dissimilarity", "Dissimilarity between tiles"),
        figure("own_share", "Share of one's own group around oneself"),
    ),
    picture="lattice",
    published=tuple(
        Published("dissimilarity", {"form": form, "steps": steps, "c": c}, value)
        for (form, steps), values in WINDOW.items()
        for c, value in zip(STRENGTHS, values, strict=True)
    ),
)

INTEGRATIONISTS = Classic(
    validation.integrationists,
    "T11",
    figures=(
        figure("own_share", "Share of one's own group around oneself: at the end"),
        figure("own_share_at_start", "Share of one's own group around oneself: at the start"),
    ),
    time="sweeps",
    horizon=_sweeps,
    watched={"own_share": measures.own},
    by_time=(figure("own_share", "Share of one's own group around oneself"),),
    picture="lattice",
    published=(
        *(
            Published("own_share", {"form": form, "ties": ties}, value)
            for (form, ties), value in SHARES.items()
        ),
        Published("own_share", {"form": "peaked"}, SYMMETRIC),
    ),
)

BLOCK_CITY = Classic(
    validation.block_city,
    "T2b",
    figures=(
        figure("mean_utility", "Mean utility: over the last decisions"),
        figure("half_full_blocks", "Blocks at the end: half full", 1),
        figure("empty_blocks", "Blocks at the end: empty", 1),
        figure("expected_mean_utility", "Mean utility: if nothing froze (exact law)"),
    ),
    varied="altruism",
    axis="Altruism α",
    time="sweeps",
    horizon=lambda values: int(values["steps"]) // int(values["households"]),
    watched={"utility": measures.utility},
    by_time=(figure("utility", "Mean utility"),),
    at_ease=lambda values: bool(values["households"] > FILMED_WHOLE),
    picture="blocks",
    published=tuple(
        Published("mean_utility", {**LARGE, "averaged": AVERAGED, "altruism": altruism}, value)
        for altruism, value in FROZEN.items()
    ),
)

LINEAR_RESPONSE = Classic(
    validation.linear_response,
    "T7",
    figures=(
        figure("dissimilarity", "Dissimilarity between blocks: mean over sweeps"),
        figure("final_dissimilarity", "Dissimilarity between blocks: at the end"),
        figure("variance", "Variance of the minority's share: found", 4),
        figure("theory", "Variance of the minority's share: by linear response", 4),
    ),
    varied="b_ratio",
    axis="Preference b over the critical preference",
    time="sweeps",
    horizon=_sweeps,
    watched={"final_dissimilarity": measures.apart},
    by_time=(figure("final_dissimilarity", "Dissimilarity between blocks"),),
    picture="blocks",
    published=tuple(
        Published("dissimilarity", {"s": s, "b_ratio": b_ratio}, value)
        for s, cases in TIPPING.items()
        for b_ratio, value in cases
    ),
)

STATUS_SORTING = Classic(
    validation.status_sorting,
    "T12",
    figures=(
        figure("eta2_status", "Sorting by status (η² between tiles)"),
        figure("eta2_wealth", "Sorting by wealth (η² between tiles)"),
        figure("null", "Sorting by chance alone (η² between tiles)"),
    ),
    time="sweeps",
    horizon=_sweeps,
    watched={
        "eta2_status": measures.between_tiles("rank"),
        "eta2_wealth": measures.between_tiles("wealth"),
    },
    by_time=(
        figure("eta2_status", "Sorting by status (η² between tiles)"),
        figure("eta2_wealth", "Sorting by wealth (η² between tiles)"),
    ),
    picture="ranks",
    published=tuple(
        Published(indicator, {"correlation": rho, "endogeneity": e}, value)
        for indicator, figures in (("eta2_status", STATUS), ("eta2_wealth", WEALTH))
        for (rho, e), value in figures.items()
    ),
)

SCHOOL_CHOICE = Classic(
    validation.school_choice,
    "T13",
    figures=(
        figure("school_dissimilarity", "Dissimilarity between schools: as chosen"),
        figure(
            "catchment_dissimilarity", "Dissimilarity between schools: if all went to the nearest"
        ),
        figure("mean_distance", "Mean distance to school", 1, "sites"),
    ),
    varied="distance_weight",
    axis="Weight of distance a",
    time="sweeps",
    horizon=_sweeps,
    watched={"school_dissimilarity": measures.apart},
    by_time=(figure("school_dissimilarity", "Dissimilarity between schools"),),
    picture="blocks",
    published=(
        *(
            Published("school_dissimilarity", {"distance_weight": weight}, value)
            for weight, value in BY_WEIGHT.items()
        ),
        Published("school_dissimilarity", {"threshold": 0.3}, TOLERANT, ("distance_weight",)),
        Published(
            "catchment_dissimilarity",
            {},
            MIXED_HOMES,
            ("threshold", "distance_weight", "temperature", "sweeps"),
        ),
    ),
)

POTENTIAL_GAME = Classic(
    validation.potential_game,
    "T1",
    figures=(
        figure("like_pairs", "Pairs of like neighbours: mean over all decisions"),
        figure("expected_like_pairs", "Pairs of like neighbours: by the exact law", 4),
        figure("total_variation", "Distance of the visits of states from the exact law"),
    ),
    varied="beta",
    axis="Worth of a like neighbour β",
    published=tuple(
        Published(indicator, {"beta": beta}, value, ("k", "steps"))
        for indicator in ("like_pairs", "expected_like_pairs")
        for beta, value in PUBLISHED.items()
    ),
)

BID_RENT = Classic(
    validation.bid_rent,
    "T4",
    figures=(
        figure("income_ratio", "Largest over smallest mean income of a ring", 2),
        figure(
            "distance_income_correlation",
            "Rank correlation of distance and income (nothing where incomes are alike)",
        ),
        figure("price_distance_correlation", "Rank correlation of distance and price"),
        figure("eta2_income", "Share of income variance between rings"),
    ),
    given={"incomes": tuple(RING_INCOMES.tolist())},
)

INCOME_MARKET = Classic(
    validation.income_market,
    "T14",
    figures=(
        figure("eta2", "Sorting by income (η² between areas): as it is"),
        figure("eta2_unequal", "Sorting by income (η² between areas): spread doubled"),
        figure("mean_price", "Mean price: as it is"),
        figure("mean_price_unequal", "Mean price: spread doubled"),
        figure("mixing_by_subsidy", "Mixing (fall of η²): the poorer half is helped"),
        figure("mixing_by_tax", "Mixing (fall of η²): the richer half is taxed"),
        figure("smallest_rise", "Smallest rise of a log price when one area is wanted"),
    ),
    varied="inequality",
    axis="Inequality σ",
)

CLASSICS = {
    one.name: one
    for one in (
        SCHELLING,
        PREFERENCE_WINDOW,
        INTEGRATIONISTS,
        BLOCK_CITY,
        LINEAR_RESPONSE,
        STATUS_SORTING,
        SCHOOL_CHOICE,
        POTENTIAL_GAME,
        BID_RENT,
        INCOME_MARKET,
    )
}

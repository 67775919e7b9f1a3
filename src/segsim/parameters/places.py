"""Parameters of what makes a place: its schools and its reputation."""

from segsim.parameters.base import Parameters, parameter


class Schools(Parameters):
    """Outcomes, perception and choice of comprehensive schools."""

    family: float = parameter(
        0.6, "weight of pupils' families in outcome (a)", unit="sd", low=0, high=5
    )
    peers: float = parameter(0.3, "weight of peers in outcome (b)", unit="sd", low=0, high=5)
    resources: float = parameter(
        0.3,
        "outcome per 1,000 EUR a pupil above the norm (c)",
        unit="sd per 1,000 EUR",
        low=0,
        high=5,
    )
    outcome_lag: float = parameter(
        2.0,
        "years in which resources reach outcomes",
        unit="years",
        source="lag 1-3 yr, deck row 5.2",
        low=1,
        high=10,
    )
    perception: float = parameter(
        0.3,
        "speed of perceived quality (φ)",
        unit="per year",
        source="design of the model",
        low=0,
        high=1,
    )
    composition_weight: float = parameter(
        0.5, "share of composition, against outcome, in what parents see", low=0, high=1
    )
    perception_weight: float = parameter(
        0.3, "share of what resources achieve that parents see", low=0, high=1
    )
    open_share: float = parameter(0.15, "places open to other catchments", low=0, high=1)
    choice_quality: float = parameter(
        1.0,
        "weight of perceived quality in the choice of a school",
        unit="utility per sd",
        low=0,
        high=20,
    )
    choice_distance: float = parameter(
        0.8, "weight of distance", unit="utility per km", low=0, high=20
    )
    choice_catchment: float = parameter(
        2.5, "weight of the catchment school", unit="utility", low=0, high=20
    )
    max_km: float = parameter(
        5.0,
        "longest journey to a chosen school",
        unit="km",
        source="legal transport limit, recalled",
        low=0,
        high=100,
    )


class Services(Parameters):
    """Shops and services of district centres, which live on what residents can spend."""

    closing: float = parameter(
        0.85, "turnover of a shop, against the start, below which shops close", low=0.1, high=1
    )
    opening: float = parameter(
        1.05, "turnover of a shop, against the start, above which shops open", low=1, high=10
    )
    shops: float = parameter(
        0.4,
        "log of the number of shops in one sd of services",
        unit="log per sd",
        low=0.01,
        high=2,
    )
    speed: float = parameter(
        0.3, "share of a gap that openings or closings cover; 0: shops stay as they are",
        unit="per year", low=0, high=1,
    )  # fmt: skip


class Safety(Parameters):
    """Safety of neighbourhoods, as their residents feel it."""

    poverty: float = parameter(
        0.25, "lost with one sd more low-income households", unit="sd per sd", low=0, high=5
    )
    community: float = parameter(0.5, "won with community, from 0 to 1", unit="sd", low=0, high=5)
    speed: float = parameter(
        0.2, "share by which safety follows its causes", unit="per year", low=0, high=1
    )


class Reputation(Parameters):
    """Reputation, community and attachment of neighbourhoods."""

    speed: float = parameter(
        0.15, "share by which reputation follows its causes", unit="per year", low=0, high=1
    )
    status: float = parameter(0.5, "weight of relative income", low=0, high=5)
    foreign: float = parameter(0.25, "weight of the foreign-language share (lowers)", low=0, high=5)
    condition: float = parameter(0.25, "weight of the condition of the stock", low=0, high=5)
    services: float = parameter(0.15, "weight of services", low=0, high=5)
    safety: float = parameter(0.15, "weight of safety", low=0, high=5)
    school: float = parameter(0.2, "weight of the school's perceived quality", low=0, high=5)
    attachment: float = parameter(
        0.1, "growth of attachment towards 1", unit="per year", low=0, high=1
    )
    attachment_stay: float = parameter(
        0.5, "utility of staying for a fully attached household", unit="utility", low=0, high=10
    )

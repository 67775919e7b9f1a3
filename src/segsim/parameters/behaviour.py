"""Preferences of households: the coefficients of utility (`docs/odd.md`, choice)."""

from typing import Literal

from segsim.parameters.base import Parameters, parameter

PROTOTYPE = "starting point for calibration, from a prototype that held Tampere's prices and moves"


class Behaviour(Parameters):
    """Coefficients of the utility of a dwelling; 0 switches a preference off."""

    name: Literal["anchored", "mixed", "network"] = parameter(
        "mixed", "which of the three rival behaviours these coefficients belong to"
    )
    own_language: float = parameter(
        0.9,
        "own-language share of the neighbourhood (β_L, linear)",
        source=PROTOTYPE,
        unit="utility per share",
        low=0,
        high=20,
    )
    own_language_network: float = parameter(
        0.3,
        "log of the remembered own-language share (γ_E): information and networks",
        unit="utility per log ratio",
        source=PROTOTYPE,
        low=0,
        high=5,
    )
    language_anchor: float = parameter(
        0.42,
        "log of the district's own-language share in the input table (γ_A): unexplained history",
        unit="utility per log ratio",
        source=PROTOTYPE,
        low=0,
        high=5,
    )
    status_discount: float = parameter(
        0.0,
        "how much less foreign-language households select on status (β_FS)",
        unit="utility per rank",
        source=PROTOTYPE,
        low=0,
        high=20,
    )
    income_similarity: float = parameter(
        0.5,
        "distance of own income rank from the neighbourhood's mean rank (β_I)",
        unit="utility per rank",
        source=PROTOTYPE,
        low=0,
        high=20,
    )
    status: float = parameter(
        0.5,
        "status of the neighbourhood: mean income rank − .5 (β_S)",
        unit="utility per rank",
        source=PROTOTYPE,
        low=-20,
        high=20,
    )
    upper_status: float = parameter(
        7.0,
        "extra taste for status of incomes above rank .7 (β_S2)",
        unit="utility per rank²",
        source=PROTOTYPE,
        low=0,
        high=100,
    )
    cost: float = parameter(
        0.9,
        "log of income left after housing (β_c)",
        unit="utility per log euro",
        source=PROTOTYPE,
        low=0,
        high=20,
    )
    quality: float = parameter(
        0.8,
        "quality of the dwelling, 0 to 1 (β_q)",
        unit="utility",
        source=PROTOTYPE,
        low=0,
        high=20,
    )
    size: float = parameter(
        1.5,
        "squared log ratio of space to need (β_size)",
        unit="utility per log²",
        source=PROTOTYPE,
        low=0,
        high=20,
    )
    access: float = parameter(
        0.4,
        "15 minutes nearer to the centre (β_A); the young twice, families half",
        unit="utility per 15 min",
        source=PROTOTYPE,
        low=0,
        high=20,
    )
    school: float = parameter(
        0.4,
        "perceived quality of the catchment school, for households with children (β_E)",
        unit="utility per sd",
        source=PROTOTYPE,
        low=0,
        high=20,
    )
    reputation: float = parameter(
        0.1,
        "reputation of the neighbourhood (β_R)",
        unit="utility per sd",
        low=0,
        high=20,
    )
    services: float = parameter(
        0.1,
        "services of the neighbourhood",
        unit="utility per sd",
        low=0,
        high=20,
    )
    building_type: float = parameter(
        0.4,
        "small house for families, flat for the young and the old (β_b)",
        unit="utility",
        low=0,
        high=20,
    )
    stay: float = parameter(
        1.0,
        "staying where one lives (β_stay)",
        unit="utility",
        source=PROTOTYPE,
        low=0,
        high=50,
    )
    distance: float = parameter(
        0.6,
        "log of 1 + kilometres from the present home (β_d)",
        unit="utility per log km",
        source=PROTOTYPE,
        low=0,
        high=20,
    )
    memory: float = parameter(
        0.1,
        "share by which the remembered language mix follows the present one",
        unit="per year",
        source=PROTOTYPE,
        low=0,
        high=1,
    )

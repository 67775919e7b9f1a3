"""How a household decides among sites, chosen once per run."""

from typing import NamedTuple

import numpy as np

from segsim.compiled import variant, variants
from segsim.kernels.choice import taste_shock
from segsim.streams import mix, uniform
from segsim.world.tables import F64

HAIR = 1e-9
"""Smaller than any difference in worth between two shares: what it adds decides ties alone."""


class Logit(NamedTuple):
    """Multinomial logit: worth ÷ temperature plus a Gumbel shock, the same for one turn."""

    sharpness: float  # 1 ÷ temperature
    gumbel: F64


class BestResponse(NamedTuple):
    """The site worth most; who finds nothing better stays."""


class RestlessBest(NamedTuple):
    """The site worth most; of equal ones, the present one among them, any."""


type Rule = Logit | BestResponse | RestlessBest


@variants
def score(rule: Rule, worth: float, shocks: np.uint64, site: np.uint64) -> float:
    """Return what the decision maximises; ``shocks`` keys the household's turn, ``site`` is an id.

    The first maximum wins, and the present site is looked at first.
    """
    raise NotImplementedError


@variant(score, Logit)
def _logit(rule: Logit, worth: float, shocks: np.uint64, site: np.uint64) -> float:
    return rule.sharpness * worth + taste_shock(shocks, rule.gumbel, site)


@variant(score, BestResponse)
def _best(rule: BestResponse, worth: float, shocks: np.uint64, site: np.uint64) -> float:
    return worth


@variant(score, RestlessBest)
def _restless(rule: RestlessBest, worth: float, shocks: np.uint64, site: np.uint64) -> float:
    return worth + HAIR * uniform(mix(shocks ^ site))

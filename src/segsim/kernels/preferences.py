"""Forms of the preference F for a share of one's own group, chosen once per run."""

from typing import NamedTuple

import numpy as np

from segsim.compiled import variant, variants


class Linear(NamedTuple):
    """F(p) = p."""


class Threshold(NamedTuple):
    """F(p) = 1 from ``at`` on, else 0."""

    at: float


class Staircase(NamedTuple):
    """F(p) = ⌊steps·p⌋ ÷ steps."""

    steps: float


class Peak(NamedTuple):
    """F(p) = p ÷ at up to ``at``, and from there down on a line to ``end`` at p = 1."""

    at: float
    end: float


class Saturating(NamedTuple):
    """F(p) = min(1, p ÷ enough)."""

    enough: float


type Preference = Linear | Threshold | Staircase | Peak | Saturating


@variants
def preferred(form: Preference, share: float) -> float:
    """Return F of a share of one's own group."""
    raise NotImplementedError


@variant(preferred, Linear)
def _linear(form: Linear, share: float) -> float:
    return share


@variant(preferred, Threshold)
def _threshold(form: Threshold, share: float) -> float:
    return 1.0 if share >= form.at else 0.0


@variant(preferred, Staircase)
def _staircase(form: Staircase, share: float) -> float:
    # Shares are quotients of whole numbers: 3/5 × 5 must not fall below 3.
    return np.floor(form.steps * share + 1e-9) / form.steps


@variant(preferred, Peak)
def _peak(form: Peak, share: float) -> float:
    if share <= form.at:
        return share / form.at
    return form.end + (1.0 - form.end) * (1.0 - share) / (1.0 - form.at)


@variant(preferred, Saturating)
def _saturating(form: Saturating, share: float) -> float:
    return min(1.0, share / form.enough)

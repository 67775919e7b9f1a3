"""What is believed of every package, tried or not: slack to the target, and prices."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from segsim.study.search.evidence import OUTCOME, Evidence, error_of_mean
from segsim.study.search.surrogate import fit
from segsim.study.search.target import Target

type F64 = NDArray[np.float64]

LEAST_SHARE = 0.05
"""Share of the surrogate's error that is its own at least, however noisy the runs are."""


@dataclass(frozen=True)
class Beliefs:
    """Estimates for every package of the space.

    Attributes
    ----------
    slacks, spreads
        By how much the target is met (below 0: missed), and the standard deviation of that apart
        from what all packages share [behaviour, package].
    shared
        Standard deviation of the baseline on the search's seeds, which lifts or lowers all
        packages at once and does not shrink with more of them [behaviour].
    prices
        What is to be least [package, aim], of several behaviours the highest.
    tried
        Whether the package was run.
    nothing
        Slack of the baseline, of several behaviours the least.
    """

    slacks: F64
    spreads: F64
    shared: F64
    prices: F64
    tried: NDArray[np.bool_]
    nothing: float

    @cached_property
    def slack(self) -> F64:
        """The slack under the worst behaviour."""
        return np.asarray(self.slacks.min(axis=0), np.float64)

    @cached_property
    def spread(self) -> F64:
        """The standard deviation of the slack under that behaviour."""
        worst = self.slacks.argmin(axis=0)[None]
        return np.asarray(np.take_along_axis(self.spreads, worst, 0)[0], np.float64)

    def chance(self, luck: float) -> F64:
        """Return the probability that the target is met under every behaviour.

        ``luck`` is by how many standard deviations the search's seeds make the baseline look
        worse than it is. Taken under the worst behaviour: they share policies and seeds.
        """
        z = (self.slacks + luck * self.shared[:, None]) / self.spreads
        return np.asarray(normal_below(z).min(axis=0), np.float64)

    @property
    def whole_chance(self) -> F64:
        """The probability that the target is met, what the seeds share included."""
        spread = np.sqrt(self.spreads**2 + self.shared[:, None] ** 2)
        return np.asarray(normal_below(self.slacks / spread).min(axis=0), np.float64)


def believe(evidence: Evidence, target: Target, aims: Sequence[str]) -> Beliefs:
    """Combine the runs with a surrogate fitted to them."""
    behaviours = range(evidence.measured[OUTCOME].shape[1])
    effects = [_estimate(evidence, OUTCOME, behaviour) for behaviour in behaviours]
    means, variances = (np.array(column) for column in zip(*effects, strict=True))
    nothing = _slack_of_nothing(evidence, target)
    shared = np.zeros(len(means)) if target.relative else np.nan_to_num(error_of_mean(nothing))
    prices = [
        np.max([_estimate(evidence, aim, behaviour)[0] for behaviour in behaviours], axis=0)
        for aim in aims
    ]
    tried = np.zeros(len(evidence.space.packages), np.bool_)
    tried[_places(evidence)] = True
    return Beliefs(
        nothing.mean(axis=-1)[:, None] + target.sign * means,
        np.sqrt(np.maximum(variances, 1e-18)),  # runs without any noise
        np.sqrt(shared),
        np.column_stack(prices),
        tried,
        float(nothing.mean(axis=-1).min()),
    )


def normal_below(z: F64) -> F64:
    """Return the probability of a standard normal number below ``z``."""
    from scipy.special import ndtr  # noqa: PLC0415 - a tenth of a second, before a study starts

    return np.asarray(ndtr(z), np.float64)


def _slack_of_nothing(evidence: Evidence, target: Target) -> F64:
    base = evidence.baseline[OUTCOME]
    return target.sign * ((0.0 * base if target.relative else base) - target.bound)


def _estimate(evidence: Evidence, figure: str, behaviour: int) -> tuple[F64, F64]:
    """Return mean and variance of an effect for every package.

    Of a package that was tried its runs are combined with what all the others say of it, each by
    its precision: the luckiest of many packages is not taken at its word.
    """
    runs = evidence.effects(figure)[:, behaviour]
    observed = runs.mean(axis=-1)
    surrogate = fit(evidence.matrix, observed)
    noise = float(np.nan_to_num(error_of_mean(runs).mean(), nan=surrogate.error))
    own = max(surrogate.error - noise, LEAST_SHARE * surrogate.error, 1e-18)
    mean, extra = surrogate.predict(evidence.space.packages)
    variance = own + extra
    weight = own / (own + noise)  # of the runs
    places = _places(evidence)
    mean[places] = weight * observed + (1.0 - weight) * surrogate.left_out
    variance[places] = weight * noise
    return mean, variance


def _places(evidence: Evidence) -> list[int]:
    rows = evidence.space.rows
    return [rows[package] for package in evidence.tried]

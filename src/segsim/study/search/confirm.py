"""What fresh seeds say of the finalists: figures with intervals, and who is on the front."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from segsim.streams import Purpose, hashes
from segsim.study.comparison import CONFIDENCE
from segsim.study.search.evidence import OUTCOME, Evidence
from segsim.study.search.target import Target
from segsim.study.student import cdf, quantile

type F64 = NDArray[np.float64]

RESAMPLES = 2_000
"""Draws of seeds with replacement by which membership of the front is told."""
KEY = 20_250_101
"""Key of these draws: the same for every search."""
SURE = 0.95
"""Probability from which something is told: an end of the 90 % interval lies on the bound."""
TOLD = {"yes": "reaches", "no": "misses", "open": "not told"}


def confirmed(evidence: Evidence, target: Target, aims: Sequence[str]) -> pd.DataFrame:
    """Return the figures of finalists on fresh seeds, the baseline first.

    Parameters
    ----------
    evidence
        Runs on seeds that the search did not use.
    target, aims
        What was searched for.

    Returns
    -------
    DataFrame
        One row a package: ``package`` (its name), ``words``, a column of strength in percent
        for each policy; ``outcome``, ``change`` (against the baseline on the same seeds),
        ``cost``, ``city_cost`` and ``displaced`` (against the baseline), each with ``…_low`` and
        ``…_high`` (90 %, Student's t) under the behaviour that is worst for it; ``probability``
        that the expected outcome meets the target, ``verdict`` (reaches, misses, not told),
        ``share`` of the runs that met it; ``front``, the probability that no other package here
        is at least as good in the outcome and all aims and better in one.
    """
    space = evidence.space
    packages = [(0,) * len(space.policies), *evidence.tried]
    rows = pd.DataFrame(
        {
            "package": [space.name(package) for package in packages],
            "words": [space.words(package) for package in packages],
        }
    )
    for place, policy in enumerate(space.policies):
        rows[policy] = [package[place] for package in packages]
    outcome = _with_baseline(evidence, OUTCOME)
    effects = outcome - evidence.baseline[OUTCOME]
    prices = {
        name: _with_baseline(evidence, name) - evidence.baseline[name]
        for name in evidence.measured
        if name != OUTCOME
    }
    columns = {OUTCOME: (outcome, -target.sign), "change": (effects, -target.sign)}
    columns |= {name: (values, 1) for name, values in prices.items()}
    for name, (values, bad) in columns.items():
        rows[[name, f"{name}_low", f"{name}_high"]] = _worst(values, bad)
    slack = target.sign * ((effects if target.relative else outcome) - target.bound)
    rows["probability"] = chance_above(slack).min(axis=1)
    rows["share"] = (slack >= 0.0).mean(axis=2).min(axis=1)
    rows["verdict"] = [_verdict(p) for p in rows["probability"]]
    rows["front"] = on_front([-slack, *(prices[aim] for aim in aims)])
    return rows


def _with_baseline(evidence: Evidence, figure: str) -> F64:
    """Return values [package, behaviour, seed], the baseline first."""
    return np.concatenate([evidence.baseline[figure][None], evidence.measured[figure]])


def _worst(values: F64, bad: int) -> F64:
    """Return mean, low and high [package, 3] under the behaviour whose mean is worst."""
    mean = values.mean(axis=-1)
    worst = (bad * mean).argmax(axis=1)
    chosen = values[np.arange(len(values)), worst]
    reach = _reach(chosen)
    centre = np.where(np.ptp(chosen, axis=-1) > 0.0, chosen.mean(axis=-1), chosen[:, 0])
    return np.column_stack([centre, centre - reach, centre + reach])


def _reach(values: F64) -> F64:
    """Return half the width of the 90 % interval of the mean over the last axis."""
    count = values.shape[-1]
    error = values.std(axis=-1, ddof=1) / np.sqrt(count)
    error = np.where(np.ptp(values, axis=-1) > 0.0, error, 0.0)
    return np.asarray(quantile((1.0 + CONFIDENCE) / 2.0, count - 1) * error, np.float64)


def chance_above(values: F64) -> F64:
    """Return the probability, under Student's t, that the true mean is at least zero."""
    count = values.shape[-1]
    mean, error = values.mean(axis=-1), values.std(axis=-1, ddof=1) / np.sqrt(count)
    constant = np.ptp(values, axis=-1) == 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = cdf(np.where(constant, 0.0, mean / error), count - 1)
    return np.where(constant, (values[..., 0] >= 0.0).astype(np.float64), chance)


def _verdict(probability: float) -> str:
    if probability >= SURE:
        return TOLD["yes"]
    return TOLD["no"] if probability <= 1.0 - SURE else TOLD["open"]


def on_front(losses: Sequence[F64]) -> F64:
    """Return the probability that a package is not dominated.

    Seeds are drawn with replacement, the same for all packages and figures, so that what they
    share by chance cancels.

    Parameters
    ----------
    losses
        What is to be small [package, behaviour, seed], one array for each dimension; of several
        behaviours the worst counts.
    """
    count = losses[0].shape[-1]
    ids = np.arange(RESAMPLES * count, dtype=np.uint64).reshape(RESAMPLES, count)
    draws = (hashes(KEY, Purpose.RESAMPLING, 0, ids) % np.uint64(count)).astype(np.int64)
    times = np.zeros((RESAMPLES, count))
    np.add.at(times, (np.arange(RESAMPLES)[:, None], draws), 1.0 / count)
    means = [np.max(loss @ times.T, axis=1) for loss in losses]  # [package, draw]
    packages = len(means[0])
    beaten = np.zeros((packages, RESAMPLES), np.bool_)
    for other in range(packages):
        no_worse = np.all([mean[other] <= mean for mean in means], axis=0)
        better = np.any([mean[other] < mean for mean in means], axis=0)
        beaten |= no_worse & better
    return np.asarray(1.0 - beaten.mean(axis=1), np.float64)

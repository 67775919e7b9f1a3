"""First income and wealth of households that are new to the city or to themselves."""

import numpy as np

from segsim.compiled import kernel
from segsim.kernels.earnings import EarningRules, group_of, systematic, wealth_norm
from segsim.maths import exp
from segsim.streams import cell, draw, mix
from segsim.world.tables import F64, I64, Households


@kernel
def start_earning(
    h: Households,
    rows: I64,
    shift: F64,
    means: F64,
    sds: F64,
    r: EarningRules,
    normal: F64,
    year: int,
    key: np.uint64,
) -> None:
    """Draw lasting and passing income for ``rows`` and set income and wealth from them."""
    spread = np.sqrt(1.0 - r.permanent_share * r.permanent_share)
    for k in range(rows.size):
        i = rows[k]
        sd = sds[group_of(h, i)]
        word = draw(key, h.id[i])
        # What is shared with the parents replaces as much of one's own draw.
        own = r.permanent_share * sd * normal[cell(word)]
        h.permanent[i] = shift[k] + (0.95 * own if shift[k] != 0.0 else own)
        h.transitory[i] = spread * sd * normal[cell(mix(word))]
        level = systematic(h, i, means, r) + np.float64(h.permanent[i])
        h.income[i] = exp(level + np.float64(h.transitory[i]))
        h.wealth[i] = wealth_norm(h, i, year, r, normal)


@kernel
def lasting_parts(
    h: Households,
    rows: int,
    logs: F64,
    means: F64,
    sds: F64,
    r: EarningRules,
    normal: F64,
    year: int,
    key: np.uint64,
) -> None:
    """Split the unexplained log income of everybody into a lasting and a passing part.

    The lasting part given the whole is normal with mean w·residual and the variance that is
    left, where w is the lasting share of the variance.
    """
    w = r.permanent_share * r.permanent_share
    for i in range(rows):
        if h.status[i] == 0:
            continue
        residual = logs[i] - systematic(h, i, means, r)
        sd = sds[group_of(h, i)] * np.sqrt(w * (1.0 - w))
        h.permanent[i] = w * residual + sd * normal[cell(draw(key, h.id[i]))]
        h.transitory[i] = residual - np.float64(h.permanent[i])
        h.wealth[i] = wealth_norm(h, i, year, r, normal)


@kernel
def group_moments(
    h: Households, rows: int, logs: F64, r: EarningRules, means: F64, sds: F64
) -> None:
    """Set mean and spread of log income by group, less what language and employment explain."""
    count = np.zeros(means.size)
    zero = np.zeros(means.size)
    square = np.zeros(means.size)
    for i in range(rows):
        if h.status[i] == 0:
            continue
        g = group_of(h, i)
        value = logs[i] - systematic(h, i, zero, r)
        count[g] += 1.0
        means[g] += value
        square[g] += value * value
    everybody, mean_all, square_all = 0.0, 0.0, 0.0
    for g in range(means.size):
        everybody += count[g]
        mean_all += means[g]
        square_all += square[g]
    mean_all /= max(everybody, 1.0)
    variance_all = square_all / max(everybody, 1.0) - mean_all * mean_all
    for g in range(means.size):
        # Groups with few members lean on everybody's mean and spread (20 pseudo-members).
        mean = (means[g] + 20.0 * mean_all) / (count[g] + 20.0)
        second = (square[g] + 20.0 * (variance_all + mean_all * mean_all)) / (count[g] + 20.0)
        means[g] = mean
        sds[g] = np.sqrt(max(second - mean * mean, 1e-4))

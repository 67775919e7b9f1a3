"""Counts of households and prices by neighbourhood for observation; one pass each."""

from typing import NamedTuple

import numpy as np

from segsim.compiled import kernel
from segsim.kernels.listing import Listings
from segsim.kernels.utility import life_stage
from segsim.world.tables import F64, I64, Dwellings, Households


class Counts(NamedTuple):
    """Households with a home by neighbourhood; persons where said."""

    decile: I64  # [neighbourhood, 10] by decile of income rank
    tenure: I64  # [neighbourhood, 4]
    language_tenure: I64  # [language, tenure]
    language_class: I64  # [neighbourhood, language, class]
    families: I64  # [neighbourhood, language] with children under 18
    persons: I64  # [neighbourhood]
    status: I64  # [4] households by Status, homes or not
    income: F64  # [neighbourhood] sum, EUR
    old: I64  # [neighbourhood] households whose head is 65 or more
    stay: I64  # [neighbourhood] years since they moved in, sum
    bond: F64  # [neighbourhood] attachment, sum
    arrived: I64  # [neighbourhood, life stage] households that moved in this year


@kernel
def survey(h: Households, rows: int, year: int, out: Counts) -> None:
    """Add every household to ``out`` as it is in ``year``."""
    for i in range(rows):
        status = h.status[i]
        if status == 0:
            continue
        out.status[status] += 1
        if status != 1:
            continue
        n, language, tenure = h.neighbourhood[i], h.language[i], h.tenure[i]
        out.decile[n, np.int64(h.rank[i]) * 10 // 65536] += 1
        out.tenure[n, tenure] += 1
        out.language_tenure[language, tenure] += 1
        out.language_class[n, language, h.income_class[i]] += 1
        out.income[n] += np.float64(h.income[i])
        out.old[n] += 1 if h.age[i] >= 65 else 0
        out.stay[n] += year - np.int64(h.moved[i])
        out.bond[n] += np.float64(h.attachment[i])
        persons, minors = np.int64(h.adults[i]), np.int64(0)
        for c in range(4):
            if h.children[i, c] > 0:
                persons += 1
                if h.children[i, c] <= 18:
                    minors += 1
        out.persons[n] += persons
        if h.moved[i] == year:
            stage = life_stage(np.int64(h.age[i]), minors)
            out.arrived[np.int64(n), stage] += 1
        if minors > 0:
            out.families[n, language] += 1


@kernel
def price_survey(
    d: Dwellings, rows: int, homes: Listings, price_change: F64, rent_change: F64, sums: F64
) -> None:
    """Add up asking prices and areas of owner homes, yearly rents and areas of private rentals.

    ``price_change`` and ``rent_change`` [neighbourhood, type] are prices now over prices when
    ``homes`` was listed; ``sums`` is [neighbourhood, 4].
    """
    for j in range(rows):
        if d.standing[j] == 0:
            continue
        n, kind = d.neighbourhood[j], d.building_type[j]
        if d.tenure[j] == 0:
            sums[n, 0] += np.float64(homes[j]["price"]) * price_change[n, kind]
            sums[n, 1] += np.float64(d.area[j])
        elif d.tenure[j] == 2:
            sums[n, 2] += np.float64(homes[j]["charge"]) * rent_change[n, kind]
            sums[n, 3] += np.float64(d.area[j])

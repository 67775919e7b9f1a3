"""The joint distribution of one district: whole households in cells, exact to its marginals."""

from dataclasses import dataclass

import numpy as np

from segsim.cities import assumptions as a
from segsim.cities.fit import apportion, fit
from segsim.cities.table import District
from segsim.world.tables import F64, I64

HOMES = 8  # tenure × (small house, flat): home = 2·tenure + type
CELLS = HOMES * 3 * 2 * 5  # × income class × language × stage
TENURE_OF_HOME = np.repeat(np.arange(4), 2)
TYPE_OF_HOME = np.tile(np.arange(2), 4)


@dataclass(frozen=True, slots=True)
class Joint:
    """Households of one district by cell, and its vacant dwellings by home."""

    cells: I64  # [home, income class, language, stage]
    vacant: I64  # [home]

    @property
    def occupied(self) -> I64:
        """Households by home [home]."""
        return np.asarray(self.cells.sum(axis=(1, 2, 3)), np.int64)


def stage_counts(district: District, alone: float) -> I64:
    """Return households by stage of life [stage] that meet single, children and pensioners.

    ``alone`` is the share of pensioner households that is one person.
    """
    couples = district.households - district.single - district.with_children
    low = max(0, district.pensioner - couples)
    high = min(district.single, district.pensioner)
    single_65 = min(max(int(alone * district.pensioner + 0.5), low), high)
    couple_65 = district.pensioner - single_65
    return np.array(
        [
            district.single - single_65,
            single_65,
            district.with_children,
            couples - couple_65,
            couple_65,
        ],
        np.int64,
    )


def foreign_count(district: District, fallback: float) -> int:
    """Return foreign-language households: the rounded share, ``fallback`` where unknown."""
    share = fallback if district.foreign_share is None else district.foreign_share
    return int(share * district.households + 0.5)


def occupied_types(district: District) -> I64:
    """Return households in small houses and in flats, as their dwellings are."""
    return apportion(district.households, [district.low_rise, district.flats])


def homes(district: District, social_share: float) -> I64:
    """Return households by home [home]: tenure and type, renters split by ``social_share``."""
    tenures = [district.owner, district.renter, district.other]
    types = occupied_types(district)
    table = fit(a.TYPE_BY_TENURE * types, tenures, types)
    owner, renter, other = table
    social = int(social_share * int(renter[1]) + 0.5)
    private = renter - np.array([0, social])
    return np.concatenate([owner, other, private, [0, social]]).astype(np.int64)


def district_joint(district: District, social_share: float, fallback_foreign: float) -> Joint:
    """Fit the cells of one district in sequence: home × income × language × stage of life."""
    home = homes(district, social_share)
    income = np.array([district.income_low, district.income_mid, district.income_high])
    by_income = fit(_income_weights(home, income), home, income)
    foreign = foreign_count(district, fallback_foreign)
    languages = np.array([district.households - foreign, foreign])
    flat = by_income.ravel()
    by_language = fit(_language_weights(flat, languages), flat, languages)
    stages = stage_counts(district, a.PENSIONERS_ALONE)
    cells = by_language.ravel()
    by_stage = fit(_stage_weights(cells, stages), cells, stages)
    return Joint(by_stage.reshape(HOMES, 3, 2, 5), _vacant(district, home))


def _income_weights(home: I64, income: I64) -> F64:
    odds = a.INCOME_BY_TENURE[TENURE_OF_HOME] * a.INCOME_BY_TYPE[TYPE_OF_HOME]
    return np.asarray(odds * home[:, None] * income[None, :], np.float64)


def _language_weights(cells: I64, languages: I64) -> F64:
    odds = a.FOREIGN_BY_TENURE[TENURE_OF_HOME][:, None] * a.FOREIGN_BY_INCOME[None, :]
    share = languages[1] / max(1, int(languages.sum()))
    weights = np.stack([np.full(odds.size, 1.0 - share), share * odds.ravel()], axis=1)
    return np.asarray(weights * cells[:, None], np.float64)


def _stage_weights(cells: I64, stages: I64) -> F64:
    odds = (
        (a.STAGE_BY_TENURE[TENURE_OF_HOME] * a.STAGE_BY_TYPE[TYPE_OF_HOME])[:, None, None, :]
        * a.STAGE_BY_INCOME[None, :, None, :]
        * a.STAGE_BY_LANGUAGE[None, None, :, :]
    ).reshape(HOMES * 6, 5)
    return np.asarray(odds * cells[:, None] * stages[None, :], np.float64)


def _vacant(district: District, home: I64) -> I64:
    """Vacant dwellings by home: of each type what is not lived in, tenures as the occupied."""
    types = occupied_types(district)
    stock = np.array([district.low_rise, district.flats])
    out = np.zeros(HOMES, np.int64)
    for kind in range(2):
        like = home[kind::2] + np.array([1e-6, 0.0, 0.0, 0.0])  # owned where nobody lives in one
        out[kind::2] = apportion(int(stock[kind] - types[kind]), like)
    return out

"""Age profiles of the yearly rates, by age 0 … 120 of the head of household."""

import numpy as np

from segsim.kernels.ageing import Rates
from segsim.maths import exps, interpolated
from segsim.parameters import Demography
from segsim.world.tables import F64

AGES = np.arange(121, dtype=np.float64)


def rates(p: Demography) -> Rates:
    """Return the chances a year by age of head [121].

    Mortality is Gompertz, .0007·e^(.105 (age − 40)), near Finnish period tables (both sexes);
    the other profiles are assumptions whose levels are parameters.
    """
    death = np.minimum(p.mortality * 0.0007 * exps(0.105 * (AGES - 40.0)), 1.0)
    death[105:] = 1.0
    union = p.union * np.where(AGES <= 25, 1.0, exps(-(AGES - 25.0) / 14.0))
    split = p.split * np.where(AGES <= 35, 1.0, exps(-(AGES - 35.0) / 16.0))
    birth = p.birth * exps(-((AGES - 31.0) ** 2) / 60.0)
    return Rates(death, np.minimum(union, 1.0), np.minimum(split, 1.0), birth, out_migration())


def out_migration() -> F64:
    """Return the chance a year of leaving the city by age, before tenure and family [121].

    Shape: over a third of Helsinki's 20-24-year-olds move in or out a year; levels [assumption].
    """
    points = np.array([0.0, 18.0, 22.0, 27.0, 32.0, 40.0, 55.0, 70.0, 120.0])
    values = np.array([0.08, 0.10, 0.13, 0.11, 0.07, 0.035, 0.018, 0.009, 0.009])
    return interpolated(AGES, points, values)

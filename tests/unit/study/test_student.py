import numpy as np
import pytest

from segsim.study.student import cdf, quantile

# published tables: the 95 % quantile
TABLE = {1: 6.314, 2: 2.920, 3: 2.353, 4: 2.132, 7: 1.895, 10: 1.812, 29: 1.699, 120: 1.658}


@pytest.mark.parametrize(("df", "expected"), TABLE.items())
def test_quantiles_are_those_of_the_tables(df, expected):
    assert quantile(0.95, df) == pytest.approx(expected, abs=5e-4)


@pytest.mark.parametrize("df", [1, 2, 3, 8, 31])
def test_the_distribution_is_symmetric_and_inverts(df):
    t = np.linspace(-6, 6, 25)
    assert cdf(t, df) + cdf(-t, df) == pytest.approx(np.ones(25))
    assert np.all(np.diff(cdf(t, df)) > 0)
    assert float(cdf(quantile(0.3, df), df)) == pytest.approx(0.3)


def test_one_and_two_degrees_have_closed_forms():
    t = np.array([-3.0, -0.5, 0.0, 1.0, 7.0])
    assert cdf(t, 1) == pytest.approx(0.5 + np.arctan(t) / np.pi)
    assert cdf(t, 2) == pytest.approx(0.5 + t / (2 * np.sqrt(2 + t**2)))

"""The rows of a study that are judged together: its main figures in one year."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from segsim.registry import UserError, unknown
from segsim.study.comparison import paired
from segsim.study.labels import KEYS, Key

if TYPE_CHECKING:
    from segsim.study.results import Results


def keys_of(results: "Results") -> Sequence[Key]:
    """Return the main figures of a study, of a city or of a classical model."""
    if results.study.model is None:
        return KEYS
    from segsim.study.classics.models import classic  # noqa: PLC0415 - loads kernels

    return classic(results.study.model).figures


def rows_of(results: "Results", year: int | None = None, *, every: bool = False) -> pd.DataFrame:
    """Return the main figures, or ``every`` indicator, of a year.

    Parameters
    ----------
    results
        The results of a study.
    year
        Calendar year, tick or sweep; default: the last (of a classical model that of each
        scenario).
    every
        All indicators, each as it was recorded in that year.
    """
    years = results.years
    if year is not None and year not in years:
        raise unknown("year", str(year), map(str, years))
    if year is None and results.study.model is None:
        year = years[-1]
    if every:
        rows = results.table("indicators", only={} if year is None else {"year": [year]})
    else:
        rows = results.rows_of(keys_of(results))
    if rows.empty:
        raise UserError("indicators: none of the study's main figures was recorded.")
    if year is not None:
        return _of(rows, year)
    from segsim.study.classics.table import at_end  # noqa: PLC0415 - loads kernels

    return at_end(rows)


def _of(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    return rows[rows["year"] == year]


def pairs_of(
    results: "Results", baseline: str | None, year: int | None, *, every: bool = False
) -> pd.DataFrame:
    """Return the runs of a year beside the baseline's, of the same seed.

    Raises
    ------
    UserError
        When there is nothing to compare.
    """
    study = results.study
    name = study.baseline if baseline is None else baseline
    if name not in study.scenarios:
        raise unknown("baseline", name, study.scenarios)
    if len(study.scenarios) == 1:
        raise UserError(
            f"{results.out}: the study has one scenario, {name}; nothing to compare it with."
        )
    if study.model is not None:
        from segsim.study.classics.models import classic  # noqa: PLC0415 - loads kernels

        if not classic(study.model).draws:
            raise UserError(
                f"{study.model}: nothing is random in this model, and its differences are exact."
            )
    pairs = paired(rows_of(results, year, every=every), name, study.scenarios)
    if pairs["difference"].isna().all():
        raise UserError(
            f"{results.out}: no run of a scenario has its baseline {name!r} of the same seed and "
            "year with a value in both; run what is missing first."
        )
    return pairs

"""Observation: what a run records every year, apart from the simulation itself."""

from segsim.observation.observe import observe
from segsim.observation.tables import areas_table, household_table, indicators_table, ledger_table

__all__ = ["areas_table", "household_table", "indicators_table", "ledger_table", "observe"]

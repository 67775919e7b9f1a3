"""Observation: what a run records every year, apart from the simulation itself.

The tables of a run are in ``segsim.observation.tables``, which loads pandas.
"""

from segsim.observation.observe import observe

__all__ = ["observe"]

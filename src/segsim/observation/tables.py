"""Records of a run as tidy pandas tables."""

from dataclasses import astuple

import numpy as np
import pandas as pd

from segsim.observation.accounts import NAMES, Accounts
from segsim.world import World

INDICATORS = ["year", "indicator", "level", "group", "value"]
LEDGER = ["policy", "year", "payer", "kind", "eur"]


def indicators_table(world: World) -> pd.DataFrame:
    """Return all indicators: year, indicator, level, group, value."""
    return pd.DataFrame(world.records.indicators, columns=INDICATORS)


def changes_table(accounts: Accounts) -> pd.DataFrame:
    """Return what changed the indices: year, indicator, level, group, component, value."""
    changes = accounts.changes()
    level, indicator, group, component = (
        np.tile(np.array(names, object), len(changes)) for names in zip(*NAMES, strict=True)
    )
    return pd.DataFrame(
        {
            "year": np.repeat(np.fromiter(changes, np.int64), len(NAMES)),
            "indicator": indicator,
            "level": level,
            "group": group,
            "component": component,
            "value": np.concatenate([np.zeros(0), *changes.values()]),
        }
    )


def areas_table(world: World) -> pd.DataFrame:
    """Return the neighbourhood panel of all recorded years."""
    years = [
        pd.DataFrame({"year": year, **columns}) for year, columns in world.records.areas.items()
    ]
    return pd.concat(years, ignore_index=True) if years else pd.DataFrame({"year": []})


def household_table(world: World, year: int) -> pd.DataFrame:
    """Return the stored households of one calendar year."""
    return pd.DataFrame(dict(world.records.households[year]))


def ledger_table(world: World) -> pd.DataFrame:
    """Return every cost: policy, year, payer, kind, eur."""
    rows = [astuple(entry) for entry in world.ledger.entries]
    return pd.DataFrame(rows, columns=LEDGER)

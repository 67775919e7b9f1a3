"""What the market needs to know of everybody who searches, gathered once a year.

Searchers are few among all households: in each of twelve rounds their columns would be fetched from
memory anew, a cache line for a byte. Gathered in one pass, a searcher is two records.
"""

from typing import Any

import numpy as np

from segsim.compiled import kernel, part, prefetch
from segsim.kernels.listing import LISTING, Listings
from segsim.kernels.setting import Finance
from segsim.kernels.utility import OWNER, Chooser, chooser
from segsim.world.tables import Households
from segsim.world.workspace import Search, Seekers

AHEAD = 16
"""Searchers from now whose homes are asked for: they are anywhere in memory."""
SEEKER = np.dtype(
    [
        ("id", np.uint64),
        ("income", np.float64),
        ("rank", np.float64),
        ("upper", np.float64),
        ("need", np.float64),
        ("allowance_cap", np.float64),
        ("allowance_loss", np.float64),
        ("highest_price", np.float64),
        ("highest_rent", np.float64),
        ("wealth", np.float64),
        ("attachment", np.float64),
        ("origin", np.int32),
        ("counted", np.int32),
        ("housed", np.uint8),
        ("ranking", np.uint16),
        ("language", np.uint8),
        ("stage", np.uint8),
        ("income_class", np.uint8),
        ("minors", np.uint8),
        ("arrears", np.uint8),
    ],
    align=True,
)
type Seeker = Any
"""One record of :data:`SEEKER`; ``ranking`` is the income rank as households have it."""


def gather_seekers(h: Households, homes: Listings, search: Search, finance: Finance) -> Seekers:
    """Return the records of everybody who searches."""
    seekers = room_for(search.row.size)
    gather(h.columns(), homes, search, finance, seekers)
    return seekers


def room_for(size: int) -> Seekers:
    """Return empty records for some searchers."""
    return Seekers(np.zeros(size, SEEKER), np.zeros(size, LISTING))


@kernel
def gather(h: Households, homes: Listings, search: Search, f: Finance, out: Seekers) -> None:
    """Write the records of searchers to ``out``, which is empty."""
    for a in range(search.row.size):
        if a + AHEAD < search.row.size:
            prefetch(homes, h.dwelling[search.row[a + AHEAD]])
        i = np.int64(search.row[a])
        home = np.int64(h.dwelling[i])
        first_time = home < 0 or homes[home]["tenure"] != OWNER
        c = chooser(h, i, np.int64(search.origin[a]), first_time, f)
        record = out.facts[a]
        record["id"] = h.id[i]
        record["income"] = c.income
        record["rank"] = c.rank
        record["upper"] = c.upper
        record["need"] = c.need
        record["allowance_cap"] = c.allowance_cap
        record["allowance_loss"] = c.allowance_loss
        record["highest_price"] = c.highest_price
        record["highest_rent"] = c.highest_rent
        record["wealth"] = c.wealth
        record["attachment"] = h.attachment[i]
        record["origin"] = c.origin
        record["counted"] = c.counted
        record["language"] = c.language
        record["stage"] = c.stage
        record["ranking"] = h.rank[i]
        record["income_class"] = h.income_class[i]
        for child in range(4):
            if 0 < h.children[i, child] <= 18:
                record["minors"] += 1
        record["arrears"] = h.arrears[i]
        if home >= 0:
            record["housed"] = 1
            out.home[a] = homes[home]


@part
def recall(record: Seeker, counted: int) -> Chooser:
    """Return a searcher as choice takes it, who is part of the neighbourhood ``counted``."""
    return Chooser(
        np.int64(record["language"]),
        np.int64(record["stage"]),
        1.0 if record["minors"] > 0 else 0.0,
        record["income"],
        record["rank"],
        record["upper"],
        record["need"],
        record["allowance_cap"],
        record["allowance_loss"],
        record["highest_price"],
        record["highest_rent"],
        record["wealth"],
        np.int64(record["origin"]),
        counted,
    )

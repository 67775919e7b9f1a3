"""What the market needs to know of everybody who searches, gathered once a year.

Searchers are few among all households: in each of twelve rounds their columns would be fetched from
memory anew, a cache line for a byte. Gathered in one pass, a searcher is two records.
"""

from typing import Any

import numpy as np

from segsim.compiled import kernel, part, prefetch
from segsim.kernels.listing import LISTING, Listings
from segsim.kernels.setting import Finance
from segsim.kernels.utility import OWNER, Chooser, chooser, chooser_of, people_of
from segsim.world.tables import Households
from segsim.world.workspace import Search, Seekers

AHEAD = 16
"""Searchers from now whose homes are asked for: they are anywhere in memory."""
SEEKER = np.dtype(
    [
        ("id", np.uint64),
        ("need", np.float64),  # log of the m² it needs
        ("highest_price", np.float64),  # EUR
        ("highest_rent", np.float64),  # before allowance, EUR a year
        ("income", np.float32),  # earned, EUR a year
        ("wealth", np.float32),
        ("attachment", np.float32),
        ("origin", np.int32),
        ("counted", np.int32),
        ("ranking", np.uint16),  # income rank as households have it
        ("housed", np.uint8),
        ("language", np.uint8),
        ("stage", np.uint8),
        ("income_class", np.uint8),
        ("persons", np.uint8),
        ("minors", np.uint8),
        ("arrears", np.uint8),
    ],
    align=True,
)
type Seeker = Any
"""One record of :data:`SEEKER`, a cache line: what follows from it is reckoned when needed."""


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
        minors, persons = people_of(h, i)
        record["id"] = h.id[i]
        record["need"] = c.need
        record["highest_price"] = c.highest_price
        record["highest_rent"] = c.highest_rent
        record["income"] = h.income[i]
        record["wealth"] = h.wealth[i]
        record["attachment"] = h.attachment[i]
        record["origin"] = c.origin
        record["counted"] = c.counted
        record["ranking"] = h.rank[i]
        record["language"] = c.language
        record["stage"] = c.stage
        record["income_class"] = h.income_class[i]
        record["persons"] = persons
        record["minors"] = minors
        record["arrears"] = h.arrears[i]
        if home >= 0:
            record["housed"] = 1
            out.home[a] = homes[home]


@part
def recall(record: Seeker, counted: int, f: Finance) -> Chooser:
    """Return a searcher as choice takes it, who is part of the neighbourhood ``counted``."""
    return chooser_of(
        np.int64(record["language"]),
        np.int64(record["stage"]),
        np.int64(record["minors"]),
        np.int64(record["persons"]),
        np.float64(record["income"]),
        np.int64(record["ranking"]),
        record["need"],
        record["highest_price"],
        record["highest_rent"],
        np.float64(record["wealth"]),
        np.int64(record["origin"]),
        counted,
        f,
    )

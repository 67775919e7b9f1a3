"""Members of groups that follow each other: ordinals, keys, and places within a group."""

import numpy as np

from segsim.world.tables import F64, I64, U64


def starts(counts: I64) -> I64:
    """Return the first position of each group when groups follow each other [group]."""
    return np.asarray(np.cumsum(counts) - counts, np.int64)


def ordinals(counts: I64) -> I64:
    """Return 0, 1, 2 … within each group of ``counts`` [sum of counts]."""
    return np.arange(int(counts.sum()), dtype=np.int64) - np.repeat(starts(counts), counts)


def member_keys(group_keys: U64, counts: I64) -> U64:
    """Return one key a member: that of its group plus its ordinal (to be hashed)."""
    return np.repeat(group_keys, counts) + ordinals(counts).astype(np.uint64)


def rank_in_group(group: I64, score: F64) -> I64:
    """Return each member's place within its group, lowest score first (ties by row)."""
    order = np.lexsort((score, group))
    place = np.empty(group.size, np.int64)
    place[order] = ordinals(np.bincount(group).astype(np.int64))
    return place

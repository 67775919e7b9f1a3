"""Attachment of households to their neighbourhood grows with the years they stay."""

from segsim.compiled import kernel
from segsim.world.tables import F64, Dwellings, Households


@kernel
def attach(h: Households, rows: int, d: Dwellings, growth: F64, total: F64) -> None:
    """Let attachment grow by ``growth`` [neighbourhood]; add it up in ``total``."""
    for i in range(rows):
        if h.status[i] != 1:
            continue
        n = d.neighbourhood[h.dwelling[i]]
        h.attachment[i] += growth[n] * (1.0 - h.attachment[i])
        total[n] += h.attachment[i]

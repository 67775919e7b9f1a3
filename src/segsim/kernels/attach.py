"""Attachment of households to their neighbourhood grows with the years they stay."""

import numpy as np

from segsim.compiled import kernel
from segsim.world.tables import F32, F64, I32, U8


@kernel
def attach(
    rows: int, status: U8, home: I32, attachment: F32, place: I32, growth: F64, total: F64
) -> None:
    """Let ``attachment`` grow by ``growth`` [neighbourhood]; add it up in ``total``.

    ``status``, ``home`` and ``attachment`` are columns of households, ``place`` the
    neighbourhood of dwellings.
    """
    for i in range(rows):
        if status[i] != 1:
            continue
        n = place[home[i]]
        bond = np.float64(attachment[i])
        attachment[i] = bond + growth[n] * (1.0 - bond)
        total[n] += attachment[i]

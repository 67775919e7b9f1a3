"""Attachment of households to their neighbourhood grows with the years they stay."""

import numpy as np

from segsim.compiled import kernel
from segsim.world.tables import F32, F64, U8, U16


@kernel
def attach(rows: int, status: U8, place: U16, attachment: F32, growth: F64, total: F64) -> None:
    """Let ``attachment`` grow by ``growth`` [neighbourhood]; add it up in ``total``.

    ``status``, ``place`` (neighbourhood) and ``attachment`` are columns of households.
    """
    for i in range(rows):
        if status[i] != 1:
            continue
        n = place[i]
        bond = np.float64(attachment[i])
        attachment[i] = bond + growth[n] * (1.0 - bond)
        total[n] += attachment[i]

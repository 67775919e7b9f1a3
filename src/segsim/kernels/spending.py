"""What the households of each neighbourhood can spend."""

from segsim.compiled import kernel
from segsim.world.tables import F32, F64, U8, U16


@kernel
def add_incomes(rows: int, status: U8, place: U16, income: F32, total: F64) -> None:
    """Add disposable incomes (EUR a year) of households with a home to ``total`` [neighbourhood].

    ``status``, ``place`` (neighbourhood) and ``income`` are columns of households.
    """
    for i in range(rows):
        if status[i] == 1:
            total[place[i]] += income[i]

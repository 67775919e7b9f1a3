"""T9: Schelling's bounded neighbourhood, a map in continuous time. No engine is in it."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from segsim.registry import UserError
from segsim.validation.findings import Effort, Finding, benchmark, near
from segsim.world.tables import F64

LONGEST = 2_000_000
STILL = 1e-12


def bounded_neighbourhood(
    tolerance: float | Sequence[float] = 5.0,
    numbers: Sequence[float] = (100.0, 100.0),
    start: Sequence[float] = (50.0, 60.0),
) -> dict[str, Any]:
    """Let two groups enter and leave a neighbourhood until nobody wants either (Schelling 1971).

    Of group i the most tolerant bear R_i others for one of their own, the least none, on a line:
    x_i of them can live with R_i·x_i·(1 − x_i/N_i) of the others. A group grows while the others
    are fewer, and shrinks while they are more.

    Parameters
    ----------
    tolerance
        R, one for both groups or one each.
    numbers
        N_1 and N_2: how many there are.
    start
        How many live there at the start.

    Returns
    -------
    dict
        ``mix`` (the equilibrium reached, to 1e-6) and ``mixed`` (whether both groups live there).
    """
    limits = np.array(numbers, np.float64)
    ratio = np.broadcast_to(np.array(tolerance, np.float64), 2)
    first = np.array(start, np.float64)
    if limits.shape != (2,) or first.shape != (2,) or (limits <= 0.0).any() or (ratio < 0.0).any():
        raise UserError("numbers and start: two each, numbers above 0; tolerance: not below 0.")
    if (first < 0.0).any() or (first > limits).any():
        raise UserError(f"start: {list(start)} is not allowed; from 0 to {list(numbers)}.")

    x = _settled(ratio.tolist(), limits.tolist(), first.tolist())
    return {"mix": (mix := _polished(x, ratio, limits).tolist()), "mixed": min(mix) > 0.0}


def _settled(ratio: list[float], limits: list[float], start: list[float]) -> F64:
    """Return where groups that grow and shrink in small steps come to rest."""
    (r1, r2), (n1, n2), (x1, x2) = ratio, limits, start
    step = 0.01 / max(r1, r2, 1.0)
    for _ in range(LONGEST):
        change1 = step * (r1 * x1 * (1.0 - x1 / n1) - x2)
        change2 = step * (r2 * x2 * (1.0 - x2 / n2) - x1)
        y1, y2 = min(max(x1 + change1, 0.0), n1), min(max(x2 + change2, 0.0), n2)
        still = abs(y1 - x1) < STILL * n1 and abs(y2 - x2) < STILL * n2
        x1, x2 = y1, y2
        if still:
            break
    return np.array([x1, x2])


def _polished(x: F64, ratio: F64, limits: F64) -> F64:
    """Return the equilibrium beside ``x``: a corner, or the crossing of the two curves."""
    if (x <= 0.0).any():  # who is alone bears everybody who is there
        return np.where(x > 0.0, limits, 0.0)
    from scipy.optimize import root  # noqa: PLC0415 - takes half a second to load

    exact = root(lambda z: ratio * z * (1.0 - z / limits) - z[::-1], x, tol=1e-14).x
    return np.asarray(exact if np.abs(exact - x).max() < 1e-3 * limits.max() else x, np.float64)


CASES: tuple[tuple[float, tuple[float, float], tuple[float, float], tuple[float, float]], ...] = (
    (5.0, (100.0, 100.0), (50.0, 60.0), (80.0, 80.0)),
    (3.5, (100.0, 100.0), (60.0, 70.0), (500.0 / 7.0, 500.0 / 7.0)),
    (2.0, (100.0, 50.0), (90.0, 10.0), (100.0, 0.0)),
    (2.0, (100.0, 50.0), (20.0, 40.0), (0.0, 50.0)),
    (2.5, (100.0, 100.0), (59.0, 61.0), (0.0, 100.0)),
)


@benchmark("T9", "bounded neighbourhood", "Schelling 1971", exact=True)
def check(effort: Effort) -> Iterator[Finding]:
    """Compare where mixes end with n(1 − 1/R), stable above R = 3, or with one group alone."""
    for tolerance, numbers, start, expected in CASES:
        mix = bounded_neighbourhood(tolerance, numbers, start)["mix"]
        case = f"R = {tolerance:g}, from {start[0]:g}/{start[1]:g}"
        for group in (0, 1):
            yield near(f"group {group + 1}, {case}", expected[group], mix[group], 1e-6)

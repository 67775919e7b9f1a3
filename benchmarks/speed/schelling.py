"""Schelling's model on the engine beside Mesa's own example, agentpy and ambr: one rule for all.

Before anything is timed, boards of all are compared after the same number of ticks: they must be
as segregated and as happy within sampling error.
"""

import gc
import statistics
from collections.abc import Iterator, Sequence
from time import perf_counter

import numpy as np
from rows import Pair, Row, seconds_of, spoken
from schelling_sides import DENSITY, PEERS, Build, Mesas, Ours, installed, percentages

TICKS = 5
SIZES = (10_000, 100_000, 1_000_000)
"""Agents, on average."""
REPEAT = {10_000: 5, 100_000: 3}
"""Repetitions; 1 for more agents: Mesa needs a minute for one."""
WANTED = 150.0
SMALL, SEEDS = 50, 24
"""Rows and columns, and seeds of either side, where boards are compared."""
ALLOWED = 4.0
"""Standard errors that the means may differ by."""


def measure(sizes: Sequence[int] = SIZES, ticks: int = TICKS) -> list[Row]:
    """Return the rows; a peer that is not installed has one that says so."""
    rows: list[Row] = []
    for peer, (build, largest) in PEERS.items():
        if not installed(peer):
            rows.append(Row(f"Schelling's model in {peer}", "not installed"))
            continue
        rows.append(agreement(peer, build, ticks))
        for agents in sizes:
            if agents <= largest:
                rows += timed(peer, build, agents, ticks)
        if build is Mesas and 100_000 in sizes:
            rows += timed("mesa without its data collection", silent, 100_000, ticks)
    return rows


def silent(size: int, seed: int) -> Mesas:
    """Return Mesa's example with its data collection taken out."""
    return Mesas(size, seed, collects=False)


def agreement(peer: str, build: Build, ticks: int) -> Row:
    """Compare percentages of similar neighbours and of the happy; raise where they differ."""
    ours, theirs = (np.array(list(after(side, ticks))) for side in (Ours, build))
    error = np.sqrt((ours.var(axis=0, ddof=1) + theirs.var(axis=0, ddof=1)) / SEEDS)
    apart = np.abs(ours.mean(axis=0) - theirs.mean(axis=0)) / error
    assert (apart < ALLOWED).all(), f"{peer} plays by another rule: {ours} {theirs}"
    found, beside = (
        "{:.2f} % similar, {:.2f} % happy".format(*side.mean(axis=0)) for side in (ours, theirs)
    )
    many = f"{SEEDS} boards of {DENSITY * SMALL**2:,.0f}, {ticks} ticks"
    wanted = f"within {ALLOWED:g} s.e. (of {error[0]:.2f} and {error[1]:.2f} points)"
    return Row(f"Same rule as {peer}: {many}", found, beside, wanted=wanted, holds=True)


def after(build: Build, ticks: int) -> Iterator[tuple[float, float]]:
    """Yield the percentages of small boards after some ticks."""
    for seed in range(1, SEEDS + 1):
        side = build(SMALL, seed)
        for _ in range(ticks):
            side.tick()
        yield percentages(SMALL, side.where())


def timed(peer: str, build: Build, agents: int, ticks: int) -> Iterator[Row]:
    """Yield what ticks take, and what it takes to set up the board."""
    size = round((agents / DENSITY) ** 0.5)
    pair, set_up = Pair([], []), Pair([], [])
    run(Ours, size, 99, ticks)  # compiles
    for r in range(REPEAT.get(agents, 1)):
        sides = [(Ours, pair.ours, set_up.ours), (build, pair.theirs, set_up.theirs)]
        for side, times, before in sides if r % 2 == 0 else reversed(sides):
            built, took = run(side, size, r + 1, ticks)
            before.append(built)  # type: ignore[attr-defined]
            times.append(took)  # type: ignore[attr-defined]
    library, _, _ = peer.partition(" ")
    name = f"{library} {installed(library)}"
    wanted = f"≥ {WANTED:g}" if build is Mesas and agents >= 100_000 else ""
    yield Row(
        f"Schelling, {agents:,} agents, {ticks} ticks from a random start, against {peer}",
        each(pair.ours, ticks, size),
        f"{name}: {each(pair.theirs, ticks, size)}",
        pair.ratio,
        pair.spread,
        wanted,
        pair.ratio >= WANTED if wanted else None,
    )
    yield Row(
        f"  setting it up, {agents:,} agents",
        spoken(statistics.median(set_up.ours)),
        f"{name}: {spoken(statistics.median(set_up.theirs))}",
        set_up.ratio,
        set_up.spread,
    )


def run(build: Build, size: int, seed: int, ticks: int) -> tuple[float, float]:
    """Return the seconds of setting up a board and of its first ticks."""
    gc.collect()  # what a side before has left is not this one's
    began = perf_counter()
    side = build(size, seed)
    built = perf_counter() - began
    return built, seconds_of(lambda: [side.tick() for _ in range(ticks)])


def each(times: Sequence[float], ticks: int, size: int) -> str:
    """Return the median time of a tick and of an agent in it."""
    tick = statistics.median(times) / ticks
    return f"{spoken(tick)} a tick, {1e9 * tick / (DENSITY * size * size):,.0f} ns an agent"

"""Schelling's model by one rule in four libraries, each in its own way of saying it.

A board with edges; a site is occupied by chance. Who has fewer similar neighbours than wanted among
the eight around, or no neighbour, is unhappy. At a tick those who were unhappy after the last one
move, one after the other in random order, to any site that is free by then. That is the example
that Mesa ships; here are the others.
"""

from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

DENSITY, MINORITY, WANTED = 0.8, 0.5, 0.4
"""Defaults of Mesa's example."""

type Where = tuple[NDArray[Any], NDArray[Any]]
"""Site and group of everybody; sites are numbered row by row."""


class Side(Protocol):
    """A model about to make its first tick."""

    def tick(self) -> object: ...

    def where(self) -> Where: ...


type Build = Callable[[int, int], Side]
"""Makes a model of a size (rows and columns) and a seed."""


def seen(size: int, where: Where) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return how many live around everybody, and how many of them are similar."""
    site, group = where
    near = []
    for kind in (0, 1):
        board = np.zeros((size + 2, size + 2), np.int64)
        board[1:-1, 1:-1].flat[site[group == kind]] = 1
        rows = board[:-2] + board[1:-1] + board[2:]
        around = rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:] - board[1:-1, 1:-1]
        near.append(around.ravel()[site])
    return near[0] + near[1], np.where(group == 0, near[0], near[1])


def content(size: int, where: Where) -> NDArray[Any]:
    """Return who is happy."""
    around, alike = seen(size, where)
    return (around > 0) & (alike >= WANTED * around)


def percentages(size: int, where: Where) -> tuple[float, float]:
    """Return the percentages of similar neighbours and of the happy."""
    around, alike = seen(size, where)
    return 100.0 * alike.sum() / around.sum(), 100.0 * content(size, where).mean()


class Ours:
    """segsim: `segsim.validation.schelling_anywhere`, tick by tick."""

    def __init__(self, size: int, seed: int) -> None:
        from segsim.submodels.board import unhappy_households  # noqa: PLC0415
        from segsim.validation.netlogo import board_anywhere, free, lonely  # noqa: PLC0415

        self._board = board_anywhere(size, 100.0 * DENSITY, 100.0 * MINORITY, seed)
        self._outlook, self._way = lonely(100.0 * WANTED), free(self._board)
        self._movers = unhappy_households(self._board, self._outlook)

    def tick(self) -> None:
        from segsim.submodels.board import tick, unhappy_households  # noqa: PLC0415

        tick(self._board, self._way, self._movers)
        self._movers = unhappy_households(self._board, self._outlook)

    def where(self) -> Where:
        return self._board.households.dwelling.astype(np.int64), self._board.groups


class Mesas:
    """Mesa's own example as it ships, or without the data it collects at every tick."""

    def __init__(self, size: int, seed: int, collects: bool = True) -> None:
        module = import_module("mesa.examples.basic.schelling.model")
        scenario = module.SchellingScenario(
            height=size,
            width=size,
            density=DENSITY,
            minority_pc=MINORITY,
            homophily=WANTED,
            rng=seed,
        )
        self._size, self.model = size, module.Schelling(scenario)
        self.tick = self.model.step
        if not collects:
            self.model.datacollector.collect = lambda _: None

    def where(self) -> Where:
        agents = list(self.model.agents)
        at = [row * self._size + column for row, column in (a.cell.coordinate for a in agents)]
        return np.array(at), np.array([agent.type for agent in agents])


def agentpys(size: int, seed: int) -> Side:
    """Return the model in agentpy: a grid that tracks its empty sites, methods of lists."""
    ap = import_module("agentpy")

    class Person(ap.Agent):  # type: ignore[misc, name-defined]
        def setup(self) -> None:
            self.group = int(self.model.random.random() < MINORITY)
            self.happy = False

        def judge(self) -> None:
            near = self.model.grid.neighbors(self).to_list()
            alike = sum(other.group == self.group for other in near)
            self.happy = len(near) > 0 and alike >= WANTED * len(near)

        def move(self) -> None:
            self.model.grid.move_to(self, self.model.random.choice(self.model.grid.empty))

    class Segregation(ap.Model):  # type: ignore[misc, name-defined]
        def setup(self) -> None:
            count = self.nprandom.binomial(size * size, DENSITY)
            self.grid = ap.Grid(self, (size, size), track_empty=True)
            self.people = ap.AgentList(self, int(count), Person)
            self.grid.add_agents(self.people, random=True, empty=True)

        def update(self) -> None:
            self.people.judge()

        def step(self) -> None:
            self.people.select([not person.happy for person in self.people]).shuffle().move()

        tick = ap.Model.sim_step

        def where(self) -> Where:
            at = [self.grid.positions[person] for person in self.people]
            sites = np.array([row * size + column for row, column in at])
            return sites, np.array([person.group for person in self.people])

    model = Segregation({"steps": 1_000, "seed": seed})
    model.sim_setup()
    return model


def ambrs(size: int, seed: int) -> Side:
    """Return the model in ambr: columns for the population, a step of whole arrays.

    Whoever moves meets the sites that others have just left, which no array operation can say: the
    moves are a loop over numbers, outside of the frame.
    """
    am = import_module("ambr")

    class Segregation(am.Model):  # type: ignore[misc, name-defined]
        def setup(self) -> None:
            taken = self.rng.random(size * size) < DENSITY
            self.empty = np.flatnonzero(~taken).tolist()
            site = np.flatnonzero(taken)
            group = (self.rng.random(site.size) < MINORITY).astype(np.int64)
            self.add_agents(site.size, group=group, site=site, happy=content(size, (site, group)))

        def step_vectorized(self) -> None:
            site = self.agents.site.to_numpy().copy()
            movers = self.rng.permutation(np.flatnonzero(~self.agents.happy.to_numpy()))
            chosen = self.rng.integers(len(self.empty), size=movers.size)
            for i, k in zip(movers.tolist(), chosen.tolist(), strict=True):
                site[i], self.empty[k] = self.empty[k], int(site[i])
            self.agents.site = site
            self.agents.happy = content(size, (site, self.agents.group.to_numpy()))

        tick = am.Model.run_step

        def where(self) -> Where:
            return self.agents.site.to_numpy(), self.agents.group.to_numpy()

    model = Segregation({"steps": 1_000, "seed": seed, "show_progress": False})
    model._ensure_setup()
    return model


PEERS: dict[str, tuple[Build, int]] = {
    "mesa": (Mesas, 1_000_000),
    "agentpy": (agentpys, 100_000),
    "ambr": (ambrs, 100_000),
}
"""How each is built, and up to how many agents it is measured."""


def installed(peer: str) -> str:
    """Return the version of a peer, or "" where it is missing."""
    try:
        import_module(peer)
        return version(peer)
    except ImportError:
        return ""

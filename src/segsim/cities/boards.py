"""Synthesis of boards for the classical models: sites, households of groups, who sees whom."""

import numpy as np

from segsim.kernels.spaces import Blocks, Chessboard, Lattice, RankedLattice, Space
from segsim.registry import UserError
from segsim.streams import TABLE_SIZE, Purpose, hashes, normals, quantiles, uniforms
from segsim.submodels.board import Board
from segsim.world.tables import F64, I32, I64, U8, U64, Dwellings, Households
from segsim.world.tallies import Tallies

VON_NEUMANN = ((-1, 0), (0, -1), (0, 1), (1, 0))
LARGEST_BLOCKS = 65_536
FULL_RANK = 65_535.0


def moore(reach: int) -> tuple[tuple[int, int], ...]:
    """Return the offsets of all sites up to ``reach`` rows and columns away."""
    span = range(-reach, reach + 1)
    return tuple((row, column) for row in span for column in span if (row, column) != (0, 0))


def neighbours(
    shape: tuple[int, int], offsets: tuple[tuple[int, int], ...], torus: bool = True
) -> I32:
    """Return the neighbours of every site [site, neighbour], −1 where there are fewer.

    On a small torus two offsets may lead to one site: it counts once, and nobody is a neighbour
    of oneself.
    """
    rows, columns = shape
    row, column = np.divmod(np.arange(rows * columns), columns)
    near = np.full((rows * columns, len(offsets)), -1, np.int64)
    for k, (down, right) in enumerate(offsets):
        r, c = row + down, column + right
        inside = (r >= 0) & (r < rows) & (c >= 0) & (c < columns)
        near[:, k] = np.where(torus | inside, (r % rows) * columns + c % columns, -1)
    near[near == np.arange(rows * columns)[:, None]] = -1
    near.sort(axis=1, kind="stable")
    near[:, 1:][near[:, 1:] == near[:, :-1]] = -1
    return near.astype(np.int32)


def tiles(shape: tuple[int, int], side: int) -> I64:
    """Return the tile each site lies in; tiles are squares of ``side`` that do not overlap."""
    row, column = np.divmod(np.arange(shape[0] * shape[1]), shape[1])
    across = -(-shape[1] // side)
    return np.asarray((row // side) * across + column // side, np.int64)


def groups_of(counts: tuple[int, ...] | list[int]) -> U8:
    """Return the group of every household, group by group."""
    return np.repeat(np.arange(len(counts)), counts).astype(np.uint8)


def block_board(blocks: int, capacity: int, groups: U8, seed: int) -> Board:
    """Return a board of equal blocks on which nobody lives yet."""
    block = np.repeat(np.arange(blocks), capacity)
    return _board(block, groups, seed, Blocks(block.astype(np.int32)))


def lattice_board(near: I32, tile: I64, groups: U8, seed: int) -> Board:
    """Return a lattice on which nobody lives yet; see :func:`neighbours` and :func:`tiles`."""
    sites, kinds = near.shape[0], int(groups.max(initial=1)) + 1
    space = Lattice(near, np.zeros(sites, np.int32), np.zeros((sites, kinds), np.int32))
    return _board(tile, groups, seed, space)


def ranked_board(near: I32, tile: I64, households: int, correlation: float, seed: int) -> Board:
    """Return a lattice of households with a status and a wealth, both ranks 0 … 65,535.

    They are the standings Φ of two normals with the ``correlation`` given.
    """
    sites = near.shape[0]
    seen = np.zeros(sites, np.int32), np.zeros((sites, 2), np.int32)
    sums = np.zeros(sites, np.int64), np.zeros(sites, np.int64)
    groups = np.zeros(households, np.uint8)
    board = _board(tile, groups, seed, RankedLattice(near, *seen, *sums))
    h = board.households
    status = normals(hashes(seed, Purpose.EARNINGS, 0, h.id))
    own = normals(hashes(seed, Purpose.EARNINGS, 1, h.id))
    wealth = correlation * status + np.sqrt(1.0 - correlation * correlation) * own
    h.rank[:], h.wealth[:] = _standing(status), _standing(wealth)
    return board


def site_values(board: Board) -> F64:
    """Return a uniform number for every site: its quality."""
    return uniforms(board.seed, Purpose.DWELLING, 1, board.dwellings.id)


def chessboard(size: int, groups: U8, seed: int) -> Board:
    """Return a square board with edges on which nobody lives yet."""
    space = Chessboard(size, size, np.zeros((size * size, 2), np.int8))
    return _board(np.zeros(size * size, np.int64), groups, seed, space)


def coin_board(near: I32, density: float, seed: int) -> tuple[Board, I64]:
    """Return a lattice whose sites are occupied by chance, by a fair coin of either group.

    Returns also the site of every household, which are not put there yet.
    """
    groups, sites = coins(near.shape[0], density, 0.5, seed)
    return lattice_board(near, np.zeros(near.shape[0], np.int64), groups, seed), sites


def coins(sites: int, density: float, second: float, seed: int) -> tuple[U8, I64]:
    """Return who lives on sites that are occupied by chance: groups, and the site of each.

    ``density`` is in percent, ``second`` the chance of the second group.
    """
    ids = _ids(seed, Purpose.PLACE, sites)
    taken = np.flatnonzero(uniforms(seed, Purpose.PLACE, 1, ids) * 100.0 < density)
    coin = uniforms(seed, Purpose.PLACE, 2, ids[taken])
    return (coin < second).astype(np.uint8), taken


def seeds_of(seed: int, count: int) -> list[int]:
    """Return the seeds of ``count`` replications that belong to one seed."""
    return [int(bits >> np.uint64(11)) for bits in _ids(seed, Purpose.BENCHMARK, count)]


def normals_of(seed: int, count: int, purpose: int) -> F64:
    """Return standard normal numbers; ``purpose`` tells the draws of one seed apart."""
    ids = np.arange(count, dtype=np.uint64)
    return normals(hashes(seed, Purpose.BENCHMARK, purpose, ids))


def _standing(z: F64) -> I64:
    """Return Φ(z) as a rank 0 … 65,535, by the quantile table."""
    cells = np.searchsorted(quantiles().normal, z)
    return np.asarray(np.floor(cells * (FULL_RANK / TABLE_SIZE)), np.int64)


def _ids(seed: int, purpose: Purpose, count: int) -> U64:
    return hashes(seed, purpose, 0, np.arange(count, dtype=np.uint64))


def _board(block: I64, groups: U8, seed: int, space: Space) -> Board:
    sites, blocks = block.size, int(block.max()) + 1
    if groups.size > sites:
        raise UserError(f"{groups.size} households do not fit on {sites} sites.")
    if blocks > LARGEST_BLOCKS:
        raise UserError(f"{blocks} blocks are more than the {LARGEST_BLOCKS} a board may have.")
    households, dwellings = Households(groups.size), Dwellings(sites)
    households.id[:] = _ids(seed, Purpose.HOUSEHOLD, groups.size)
    households.status[:], households.adults[:] = 2, 1
    households.dwelling[:], households.language[:] = -1, groups
    dwellings.id[:] = _ids(seed, Purpose.DWELLING, sites)
    dwellings.standing[:], dwellings.area[:] = 1, 1.0
    dwellings.occupant[:], dwellings.neighbourhood[:] = -1, block
    tallies = _empty(blocks, max(2, int(groups.max(initial=1)) + 1))
    tallies.stock[:, 0, 0] = tallies.vacant[:, 0, 0] = np.bincount(block, minlength=blocks)
    return Board(households, dwellings, tallies, space, seed)


def _empty(blocks: int, groups: int) -> Tallies:
    shapes = ((), (groups,), (3,), (), (), (4, 3), (4, 3))
    return Tallies(*(np.zeros((blocks, *shape), np.int64) for shape in shapes))

"""Tables of rows: growth keeps what is there, unused rows are zero, rows are reused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segsim.world import Dwellings, Households, Neighbourhoods, Schools

TABLES = [Households, Dwellings, Neighbourhoods, Schools]
READ_BY_RELOCATION = (
    "id", "status", "age", "adults", "children", "language", "employed", "arrears", "queue",
    "event", "moved", "rank", "income_class", "dwelling", "income", "wealth", "attachment",
)  # fmt: skip


def filled(kind, rows):
    """Return a table whose values differ everywhere."""
    table = kind(rows)
    for position, (_, array) in enumerate(table.arrays()):
        array[...] = (np.arange(array.size).reshape(array.shape) * 7 + position + 1) % 120 + 1
    return table


@pytest.mark.parametrize("kind", TABLES)
def test_a_new_table_is_zero_and_has_the_types_of_its_schema(kind):
    table = kind(5)
    assert table.room == 5
    for name, array in table.arrays():
        element, shape = kind.SCHEMA[name]
        assert array.dtype == element
        assert array.shape == (5, *shape)
        assert not array.any()


@pytest.mark.parametrize("kind", TABLES)
def test_every_annotated_column_is_in_the_schema(kind):
    assert set(kind.__annotations__) - {"SCHEMA"} == set(kind.SCHEMA)


@pytest.mark.parametrize("kind", TABLES)
def test_growth_keeps_values_and_zeroes_the_rest(kind):
    table = filled(kind, 7)
    before = {name: array.copy() for name, array in table.arrays()}
    table.reserve(8)
    assert table.room >= 8
    for name, array in table.arrays():
        assert np.array_equal(array[:7], before[name])
        assert not array[7:].any()
        assert array.dtype == before[name].dtype


@given(st.lists(st.integers(0, 3_000), max_size=8))
def test_room_never_shrinks_and_is_never_short(sizes):
    table = Dwellings(3)
    room = table.room
    for size in sizes:
        table.reserve(size)
        assert table.room >= max(size, room)
        room = table.room


def test_room_grows_by_a_quarter_so_that_adding_stays_cheap():
    table = Dwellings(1_000)
    table.reserve(1_001)
    assert table.room == 1_250


def test_reserving_what_is_there_changes_no_array():
    table = filled(Households, 4)
    arrays = dict(table.arrays())
    table.reserve(4)
    assert all(getattr(table, name) is array for name, array in arrays.items())


@pytest.mark.parametrize("kind", TABLES)
def test_cleared_rows_are_zero_and_no_other(kind):
    table = filled(kind, 6)
    table.clear(np.array([1, 4]))
    for _, array in table.arrays():
        assert not array[[1, 4]].any()
        assert np.all(array[[0, 2, 3, 5]] != 0)


def test_columns_are_the_arrays_themselves():
    table = filled(Households, 3)
    view = table.columns()
    assert view._fields == tuple(Households.SCHEMA)
    assert all(getattr(view, name) is array for name, array in table.arrays())


def test_a_household_takes_at_most_64_bytes():
    table = Households(10)
    assert table.bytes_per_row() <= 64
    assert table.bytes_per_row() == sum(array[0].nbytes for _, array in table.arrays())
    assert Households(0).bytes_per_row() == 0


def test_relocation_reads_at_most_64_bytes_of_a_household():
    table = Households(1)
    assert sum(getattr(table, name).nbytes for name in READ_BY_RELOCATION) <= 64


def test_new_rows_are_the_lowest_unused_and_then_room_is_made(city):
    world = city.settled()
    rows, room = world.household_rows, world.households.room
    unused = np.flatnonzero(world.households.status[:rows] == 0)
    gone = np.array([5, 2, 40])
    world.households.clear(gone)
    wanted = sorted([*unused, *gone])[: unused.size + 3]
    found = world.new_household_rows(unused.size + 5)
    assert found.tolist() == [*wanted, rows, rows + 1]
    assert world.household_rows == rows + 2
    assert world.households.room >= max(room, rows + 2)


def test_new_dwelling_rows_look_at_what_stands(city):
    world = city.settled()
    vacant = np.flatnonzero(world.dwellings.occupant[: world.dwelling_rows] < 0)[:2]
    world.dwellings.clear(vacant)
    assert world.new_dwelling_rows(1).tolist() == [vacant.min()]
    assert world.new_dwelling_rows(0).size == 0

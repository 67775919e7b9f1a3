"""Lines of transport: what they save where, from when, and what buyers reckon with."""

import numpy as np
import pytest

from segsim.world import Line, Transport
from segsim.world.transport import line_gain

MINUTES = np.array([5.0, 15.0, 25.0])


def line(name="one", announced=2026, opens=2030, gain=(0.0, 4.0, 6.0)):
    return Line(name, np.zeros((1, 2)), announced, opens, np.array(gain))


def test_a_line_saves_fully_near_a_stop_and_nothing_beyond_its_taper():
    x = np.array([0.0, 800.0, 1000.0, 1200.0, 1600.0, 5000.0])
    gain = line_gain(x, np.zeros(6), np.array([[0.0, 0.0]]), 6.0, 800.0, 1600.0)
    assert gain.tolist() == [6.0, 6.0, 4.5, 3.0, 0.0, 0.0]


def test_the_nearest_stop_counts():
    stops = np.array([[0.0, 0.0], [3000.0, 0.0]])
    gain = line_gain(np.array([100.0, 2900.0, 1500.0]), np.zeros(3), stops, 5.0, 800.0, 1600.0)
    assert gain == pytest.approx([5.0, 5.0, 5.0 / 8.0])


def test_a_sharp_edge_divides_by_nothing():
    gain = line_gain(np.array([0.0, 900.0]), np.zeros(2), np.zeros((1, 2)), 5.0, 800.0, 800.0)
    assert gain.tolist() == [5.0, 0.0]


def test_access_improves_only_once_a_line_is_open():
    transport = Transport(MINUTES, [line()])
    assert transport.gain(2029).tolist() == [0.0, 0.0, 0.0]
    assert transport.gain(2030).tolist() == [0.0, 4.0, 6.0]


def test_of_several_lines_the_best_counts_and_not_their_sum():
    transport = Transport(MINUTES, [line(), line("two", gain=(1.0, 1.0, 1.0))])
    assert transport.gain(2030).tolist() == [1.0, 4.0, 6.0]
    swapped = Transport(MINUTES, transport.lines[::-1])
    assert np.array_equal(swapped.gain(2030), transport.gain(2030))


def test_buyers_reckon_with_an_announced_line_more_the_nearer_it_is():
    transport = Transport(MINUTES, [line()])
    seen = [transport.anticipated(year, 10.0, 0.7, 0.04)[2] for year in range(2024, 2032)]
    assert seen[:2] == [0.0, 0.0]
    assert np.all(np.diff(seen[1:7]) > 0.0)
    assert seen[6:] == [6.0, 6.0]


def test_what_buyers_reckon_with_is_the_discounted_share_of_their_stay():
    transport = Transport(MINUTES, [line()])
    factors = 1.04 ** -np.arange(10.0)
    share = factors[3:].sum() / factors.sum()
    found = transport.anticipated(2027, 10.0, 0.7, 0.04)
    assert found == pytest.approx(0.7 * share * transport.lines[0].gain)


def test_a_line_beyond_the_expected_stay_is_worth_nothing_yet():
    transport = Transport(MINUTES, [line(opens=2040)])
    assert not transport.anticipated(2028, 10.0, 1.0, 0.04).any()
    assert transport.anticipated(2031, 10.0, 1.0, 0.04)[2] > 0.0


def test_without_belief_an_announcement_changes_nothing():
    transport = Transport(MINUTES, [line()])
    assert not transport.anticipated(2029, 10.0, 0.0, 0.04).any()
    assert transport.anticipated(2030, 10.0, 0.0, 0.04)[2] == 6.0

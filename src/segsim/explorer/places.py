"""The map as the page draws it: outlines as whole metres, one after the other."""

from collections.abc import Mapping, Sequence
from typing import Any

from segsim.geography import Atlas, Line, Shape


def drawn(atlas: Atlas) -> dict[str, Any]:
    """Return cells, districts, water and the box of a map.

    A ring is one list: its first corner, then the steps from corner to corner (metres).
    """
    box = atlas.box
    return {
        "kind": atlas.kind,
        "box": [round(box.left), round(box.bottom), round(box.right), round(box.top)],
        "cells": [_shape(cell) for cell in atlas.cells],
        "districts": [{"name": name, "shape": _shape(shape)} for name, shape in atlas.districts],
        "water": [_shape(shape) for shape in atlas.water],
    }


def drawn_lines(
    lines: Mapping[str, Sequence[Line]], scenarios: Sequence[str]
) -> list[list[dict[str, Any]]]:
    """Return the tram lines of every scenario."""
    return [[drawn_line(line) for line in lines.get(name, ())] for name in scenarios]


def drawn_line(line: Line) -> dict[str, Any]:
    """Return a line: name, first year of service, a list of stops for every branch."""
    return {"name": line.name, "opens": line.opens, "stops": [list(stop) for stop in line.stops]}


def _shape(shape: Shape) -> list[list[int]]:
    return [_steps(ring) for ring in shape]


def _steps(ring: Sequence[tuple[int, int]]) -> list[int]:
    out: list[int] = []
    x = y = 0
    for east, north in ring:
        out += [east - x, north - y]
        x, y = east, north
    return out

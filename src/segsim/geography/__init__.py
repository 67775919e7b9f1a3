"""Maps: the land of every neighbourhood, water, limits and lines, drawn from any city's table."""

from segsim.geography.atlas import atlas
from segsim.geography.shapes import Atlas, Box, Line, Path, Ring, Shape

__all__ = ["Atlas", "Box", "Line", "Path", "Ring", "Shape", "atlas"]

"""What a benchmark found beside what was expected."""

type Figures = dict[str, float]
"""Plain figures by name."""

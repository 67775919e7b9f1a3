"""segsim: residential sorting in whole cities, and what policies do to it."""

"""Patterns of Finnish cities to which nothing was tuned: what the model makes of them.

A file holds a pattern or a family of them, with ``@pattern(…)``; ``paired.py`` holds what they
share. Prices, chains and schools are results here: a shock is put in, and what follows is counted.
"""

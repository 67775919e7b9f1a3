"""Figures of a study, drawn with Matplotlib."""

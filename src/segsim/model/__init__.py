"""The model of one run."""

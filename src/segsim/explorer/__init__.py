"""The explorer: one page for a finished study and for a city that is being simulated."""

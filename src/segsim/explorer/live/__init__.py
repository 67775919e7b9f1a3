"""The live server: a city that is simulated while the page plays it."""

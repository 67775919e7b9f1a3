"""Where things are on a map: districts, neighbourhood cells, water, lines."""

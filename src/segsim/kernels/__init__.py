"""The few hot loops: plain loops over arrays, compiled once, in one fixed order."""

"""Studies of classical models: the functions of :mod:`segsim.validation`, run like cities."""

"""Studies: composed, run on local processes, kept on disk, compared and drawn."""

"""What indices are by chance: exact means under randomness, and indices corrected for it."""

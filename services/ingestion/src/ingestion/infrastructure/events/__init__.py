"""Domain events as contracts."""

"""Use cases about lists."""

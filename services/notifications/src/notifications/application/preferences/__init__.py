"""Use cases about what users choose."""

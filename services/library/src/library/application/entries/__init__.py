"""Use cases about entries."""

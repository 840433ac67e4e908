"""Use cases of external lists."""

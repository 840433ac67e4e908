"""Use cases of the year in review."""

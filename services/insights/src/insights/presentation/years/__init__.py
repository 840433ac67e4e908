"""HTTP of the year in review."""

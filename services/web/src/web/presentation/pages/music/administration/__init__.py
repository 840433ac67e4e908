"""Pages of administrators of music."""

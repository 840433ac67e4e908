"""Routes of music: analysis."""

"""Routes of music: scanning."""

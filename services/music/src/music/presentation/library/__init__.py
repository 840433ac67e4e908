"""Routes of music: library."""

"""Routes of music."""

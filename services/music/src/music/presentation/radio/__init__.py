"""Routes of music: radio."""

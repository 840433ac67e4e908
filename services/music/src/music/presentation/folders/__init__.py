"""Routes of music: folders."""

"""Routes of music: streaming."""

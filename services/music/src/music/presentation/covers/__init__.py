"""Routes of music: covers."""

"""Routes of music: tracks whose files are missing."""

"""Routes of music: playlists."""

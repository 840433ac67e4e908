"""How encoded files become what players read: segments, playlists, pictures."""

"""Playlists: read, changed and shared."""

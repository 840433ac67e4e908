"""Playlists in Postgres."""

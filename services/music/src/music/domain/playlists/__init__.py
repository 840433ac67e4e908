"""Playlists of users."""

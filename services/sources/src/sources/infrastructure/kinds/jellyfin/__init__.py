"""Jellyfin servers."""

"""Plex Media Servers."""

"""Titles and seasons, from events."""

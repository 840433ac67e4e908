"""Titles, and their versions in sources."""

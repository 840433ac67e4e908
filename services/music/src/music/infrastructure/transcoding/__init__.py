"""Tracks that are encoded while they are sent, and stored for the next time."""

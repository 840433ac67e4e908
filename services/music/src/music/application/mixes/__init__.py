"""Mixes: tracks that are recommended to a user."""

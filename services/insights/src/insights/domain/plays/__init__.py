"""Plays of our own users."""

"""Subsonic servers, and those that speak its protocol."""

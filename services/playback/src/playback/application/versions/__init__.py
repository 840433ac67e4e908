"""Versions of assets, from the source to what is played."""

"""Approximate locations of network addresses."""

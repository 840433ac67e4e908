"""Reads of the home page."""

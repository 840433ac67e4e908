"""Titles: what the providers know of each, merged into one record."""

"""Listings in pages, and where they continue."""

"""Checkouts: opening them, and applying what became of them."""

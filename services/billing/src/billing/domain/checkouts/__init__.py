"""Checkouts: what a user is about to pay for."""

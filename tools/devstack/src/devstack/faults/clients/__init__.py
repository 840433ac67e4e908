"""Clients that do not behave: what they send, and how slowly."""

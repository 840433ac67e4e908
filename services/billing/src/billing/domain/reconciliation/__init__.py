"""Reconciliation: what billing has stored next to what providers state."""

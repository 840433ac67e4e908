"""Exports from Postgres."""

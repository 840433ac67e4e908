"""Ranked lists in Postgres."""

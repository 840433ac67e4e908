"""Preferences in Postgres."""

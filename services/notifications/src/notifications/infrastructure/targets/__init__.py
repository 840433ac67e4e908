"""Targets in Postgres."""

"""Movements and trends in Postgres."""

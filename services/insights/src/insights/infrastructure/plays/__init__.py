"""Plays in Postgres."""

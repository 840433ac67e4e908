"""Tracks whose files are missing, in Postgres."""

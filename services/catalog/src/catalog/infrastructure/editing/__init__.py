"""Editing in Postgres."""

"""Marks in Postgres."""

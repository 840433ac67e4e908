"""Attempts in Postgres."""

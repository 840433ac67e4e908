"""Uploads in Postgres."""

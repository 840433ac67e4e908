"""Curation in Postgres."""

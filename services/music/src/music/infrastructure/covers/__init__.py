"""Covers in Postgres."""

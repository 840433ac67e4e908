"""Mixes in Postgres."""

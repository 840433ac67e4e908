"""Postgres: the adapters of the ports."""

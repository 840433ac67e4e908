"""Saved items and actions in Postgres."""

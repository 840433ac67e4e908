"""Repositories in Postgres."""

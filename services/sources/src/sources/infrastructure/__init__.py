"""Adapters of sources: Postgres, and the servers that sources are."""

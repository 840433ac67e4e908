"""Postgres, other servers and other services: the adapters of the ports."""

"""Signals in Postgres, in monthly partitions."""

"""Scans in Postgres, and their metrics."""

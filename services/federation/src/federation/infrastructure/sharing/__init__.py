"""Shares in Postgres, and the content of other services."""

"""Webhooks in Postgres, and the client that sends them."""

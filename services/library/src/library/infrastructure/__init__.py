"""Entries, titles and seasons in Postgres, and events in the outbox."""

"""Entries in Postgres, and their events in the outbox."""

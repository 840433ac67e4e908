"""Subscriptions and upcoming dates in Postgres, and events in the outbox."""

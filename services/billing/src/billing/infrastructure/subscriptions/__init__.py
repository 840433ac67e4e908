"""Subscriptions and checkouts in Postgres."""

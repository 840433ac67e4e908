"""Subscriptions: their items, renewal, changes and schedules."""

"""Use cases about subscriptions."""

"""Webhooks of media servers, scrobbles, and the keys of webhooks."""

"""Channels: an adapter per way to reach users."""

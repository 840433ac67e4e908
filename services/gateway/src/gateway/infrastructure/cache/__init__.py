"""Adapters of the cache: compression, and the events that name what has changed."""

"""Signals: events that carry them, and routes that return them."""

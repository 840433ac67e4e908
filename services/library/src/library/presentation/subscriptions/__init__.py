"""Subscriptions over HTTP, and the events that trigger them."""

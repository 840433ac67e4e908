"""Adapters of trends."""

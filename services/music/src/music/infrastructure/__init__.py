"""Adapters of music."""

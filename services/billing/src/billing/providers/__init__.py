"""Adapters of the providers of payments."""

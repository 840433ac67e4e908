"""Adapters: the API behind the gateway."""

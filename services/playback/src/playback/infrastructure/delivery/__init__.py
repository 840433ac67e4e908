"""Adapters of delivery."""

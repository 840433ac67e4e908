"""Adapters of groups of titles."""

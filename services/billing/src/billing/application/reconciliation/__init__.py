"""Comparing billing with its providers every night, and on request."""

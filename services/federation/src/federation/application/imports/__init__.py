"""Copies of what others share."""

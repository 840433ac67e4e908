"""Delivery of files to viewers."""

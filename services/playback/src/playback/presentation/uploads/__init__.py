"""Uploads for editors."""

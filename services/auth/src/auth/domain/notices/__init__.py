"""Notices to users."""

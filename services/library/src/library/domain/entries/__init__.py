"""Entries of users for titles."""

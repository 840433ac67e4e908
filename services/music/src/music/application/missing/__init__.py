"""Tracks whose files are missing, for administrators."""

"""The rules of entries."""

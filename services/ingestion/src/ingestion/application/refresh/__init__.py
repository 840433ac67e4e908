"""Use cases that refresh imported titles."""

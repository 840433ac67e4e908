"""Use cases of titles."""

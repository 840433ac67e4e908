"""Use cases of groups of titles."""

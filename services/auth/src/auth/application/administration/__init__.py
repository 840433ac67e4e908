"""Use cases of administrators."""

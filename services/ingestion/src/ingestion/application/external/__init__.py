"""Use cases of external lists: following them, reading them, and what changed."""

"""Use cases of ranked lists."""

"""Use cases of quality of experience."""

"""Use cases of movements and trends."""

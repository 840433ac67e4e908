"""Use cases of trends."""

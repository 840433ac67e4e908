"""The rules of movements and trends."""

"""Search of the index."""

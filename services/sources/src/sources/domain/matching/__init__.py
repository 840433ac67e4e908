"""Which title a file is."""

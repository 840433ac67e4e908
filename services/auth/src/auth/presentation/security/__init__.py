"""Commands about the protection of stored data."""

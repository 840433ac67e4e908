"""A storage in memory for tests of use cases."""

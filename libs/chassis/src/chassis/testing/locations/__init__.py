"""Files of locations for tests."""

"""Routes of external lists."""

"""Routes of checkouts."""

"""Routes of refunds."""

"""Routes of what is shared, here and by peers."""

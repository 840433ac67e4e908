"""Routes of plays."""

"""Routes of plays and marks."""

"""Routes of single titles."""

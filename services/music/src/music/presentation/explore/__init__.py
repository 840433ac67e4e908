"""Routes of discovery."""

"""Routes and events of what happens now."""

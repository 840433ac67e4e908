"""Routes and events of activity."""

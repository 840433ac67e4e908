"""Routes and events of people."""

"""Statistics of what a user has watched."""

"""Routes of moderators."""

"""Changes of the library: stored with what has changed, followed by users."""

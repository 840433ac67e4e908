"""Media sources: libraries that users connect."""

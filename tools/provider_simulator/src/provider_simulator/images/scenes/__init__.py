"""What posters and backdrops show."""

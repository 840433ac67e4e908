"""The rules of what users share, by subject."""

"""Use cases that import titles and keep them up to date."""

"""Rankings: writing and reading stars of movies."""

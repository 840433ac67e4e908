"""Rankings in Postgres: entries of movies that are rated."""

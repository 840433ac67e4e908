"""Media sources in Postgres."""

"""Reports in Postgres."""

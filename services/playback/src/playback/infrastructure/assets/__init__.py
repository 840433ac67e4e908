"""Assets in Postgres."""

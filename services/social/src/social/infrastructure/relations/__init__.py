"""Relations in Postgres."""

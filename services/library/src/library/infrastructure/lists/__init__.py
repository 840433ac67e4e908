"""Lists in Postgres."""

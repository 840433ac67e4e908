"""Discovery in Postgres."""

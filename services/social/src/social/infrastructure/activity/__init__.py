"""Activity in Postgres."""

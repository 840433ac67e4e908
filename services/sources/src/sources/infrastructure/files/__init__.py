"""Files in Postgres."""

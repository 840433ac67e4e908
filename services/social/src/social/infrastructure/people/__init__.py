"""People in Postgres."""

"""The schedule in Postgres."""

"""The catalog policy in Postgres."""

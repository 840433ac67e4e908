"""Watch positions in Postgres."""

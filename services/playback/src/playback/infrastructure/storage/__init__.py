"""Which files are referred to, in Postgres."""

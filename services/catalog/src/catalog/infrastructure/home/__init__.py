"""The home page in Postgres."""

"""Changes of the library in Postgres."""

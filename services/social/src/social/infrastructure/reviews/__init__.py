"""Reviews, comments and reactions in Postgres."""

"""Artists, albums and tracks in Postgres."""

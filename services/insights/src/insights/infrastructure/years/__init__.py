"""The year in review in Postgres."""

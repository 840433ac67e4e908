"""Single titles in Postgres."""

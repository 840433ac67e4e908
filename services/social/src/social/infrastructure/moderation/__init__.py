"""Reports and decisions in Postgres."""

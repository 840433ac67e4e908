"""Episodes that lie ahead in Postgres."""

"""Quality of experience in Postgres."""

"""What happens now, in Postgres."""

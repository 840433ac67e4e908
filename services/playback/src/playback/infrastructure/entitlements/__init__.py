"""Plans and purchases of users in Postgres."""

"""Plans and prices in Postgres."""

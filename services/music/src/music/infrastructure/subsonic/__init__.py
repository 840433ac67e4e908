"""App passwords, and what apps store, in Postgres."""

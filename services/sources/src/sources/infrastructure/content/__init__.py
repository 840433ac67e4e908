"""Which sign-in sessions read no content any more, in Postgres."""

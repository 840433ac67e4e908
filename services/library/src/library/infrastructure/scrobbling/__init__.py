"""Keys of webhooks, matching, and scrobbles without a title in Postgres."""

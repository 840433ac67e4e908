"""Watch positions, and when a position counts as watched."""

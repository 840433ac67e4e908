"""Discovery: what a user has not heard, has forgotten, or finds by chance."""

"""Routes for other servers."""

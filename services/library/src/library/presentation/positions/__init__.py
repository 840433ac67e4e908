"""Watch positions over HTTP."""

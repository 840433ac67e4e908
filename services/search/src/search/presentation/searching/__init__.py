"""Routes of search, suggestions and similar titles."""

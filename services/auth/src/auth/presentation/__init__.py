"""HTTP routes, models and error codes, and the background task that creates the administrator."""

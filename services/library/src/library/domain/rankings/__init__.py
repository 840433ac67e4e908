"""Rankings: the ratings of movies as one to five stars, and figures of them."""

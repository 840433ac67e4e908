"""Routes of favourites and ratings."""

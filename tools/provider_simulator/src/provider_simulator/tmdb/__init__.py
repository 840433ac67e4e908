"""TMDB's API version 3 spoken from facts."""

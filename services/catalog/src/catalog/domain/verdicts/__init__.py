"""Verdicts: what the ratings, the age and the attention of a title say about it in one phrase."""

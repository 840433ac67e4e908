"""Scores, explanations and drop-off as pictures."""

"""Scores by title, formula and day in Postgres."""

"""Databases of music, and what they stated, in Postgres."""

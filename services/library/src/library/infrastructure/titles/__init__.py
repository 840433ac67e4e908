"""Titles and seasons in Postgres."""

"""Audience retention in Postgres."""

"""Titles in Postgres."""

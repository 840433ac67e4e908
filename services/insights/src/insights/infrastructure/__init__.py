"""Titles, snapshots and movements in Postgres."""

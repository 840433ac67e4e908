"""Dated facts and outages of sources in Postgres."""

"""Deliveries that wait, in Postgres."""

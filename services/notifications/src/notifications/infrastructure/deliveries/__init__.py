"""Deliveries in Postgres."""

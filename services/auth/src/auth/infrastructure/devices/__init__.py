"""Devices in Postgres."""

"""Postgres and the channels: the adapters of the ports."""

"""Entitlements in Postgres."""

"""Reconciliation in Postgres."""

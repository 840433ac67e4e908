"""Invitations in Postgres."""

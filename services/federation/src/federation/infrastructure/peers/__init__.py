"""Peers and invitations in Postgres."""

"""Invitations and decisions."""

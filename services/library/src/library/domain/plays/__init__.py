"""Plays and marks of users: the journal of which states, progress and counts are functions."""

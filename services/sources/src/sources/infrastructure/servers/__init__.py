"""Calls to the servers of users, and what is read from their responses."""

"""The front door: one address for every client, and nothing of its own that lasts.

Consumes session.revoked; publishes nothing. It routes, authenticates, limits and traces, and parses no body.
"""

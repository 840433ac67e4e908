"""The public entry point: it routes, authenticates, limits and traces requests, and stores nothing durable.

Consumes session.revoked. Publishes nothing.
"""

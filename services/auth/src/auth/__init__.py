"""Accounts, credentials and sessions; the only service that knows a password or a private key.

Publishes user.registered and session.revoked; consumes library.entry.changed.
"""

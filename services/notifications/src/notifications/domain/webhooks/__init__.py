"""Webhooks: what other systems are sent, where, signed, and when again."""

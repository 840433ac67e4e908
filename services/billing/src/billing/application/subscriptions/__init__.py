"""Subscriptions: applying what providers state, changing them, and collecting overdue payments."""

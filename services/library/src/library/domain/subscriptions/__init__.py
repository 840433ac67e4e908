"""Subscriptions of users to what happens to a title."""

"""Texts of messages, rendered by Jinja."""

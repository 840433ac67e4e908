"""Notices that auth requests: each goes to the one address that it names."""

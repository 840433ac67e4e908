"""Calls to URLs that users choose."""

"""Editing over HTTP, and the documents that it changes."""

"""Adapters of media files: tokens, and signed requests to the storage."""

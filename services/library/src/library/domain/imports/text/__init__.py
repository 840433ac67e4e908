"""Text of unknown encoding as tables, documents and dates."""

"""Versions from files of media sources: the link that sources issues, and the copy into the storage."""

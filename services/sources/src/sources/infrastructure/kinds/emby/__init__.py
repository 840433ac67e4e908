"""Emby servers."""

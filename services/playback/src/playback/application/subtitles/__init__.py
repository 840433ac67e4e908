"""Subtitles of assets."""

"""Subtitles for editors."""

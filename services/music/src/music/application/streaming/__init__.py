"""Streams of tracks."""

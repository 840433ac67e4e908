"""Scans of media sources: when they are due, and what they count."""

"""Scans of media sources."""

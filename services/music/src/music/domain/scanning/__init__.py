"""Scans of music folders."""

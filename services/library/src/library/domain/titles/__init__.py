"""Titles and their seasons."""

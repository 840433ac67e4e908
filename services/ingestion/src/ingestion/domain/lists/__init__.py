"""Ranked lists: their pages and their ranks."""

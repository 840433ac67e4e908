"""Exports of what users have in music."""

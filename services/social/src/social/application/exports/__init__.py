"""Exports of users' data."""

"""Imports in Postgres, and their files."""

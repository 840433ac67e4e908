"""Databases of tests: made from templates, and used again."""

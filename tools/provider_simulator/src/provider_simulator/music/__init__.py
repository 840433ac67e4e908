"""Databases of music, with responses that are generated from names and ids."""

"""Watches of folders: what changes in them is noticed soon."""

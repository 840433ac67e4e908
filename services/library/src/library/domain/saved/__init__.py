"""Saved items: titles that a user keeps in one of two lists, and the actions of users."""

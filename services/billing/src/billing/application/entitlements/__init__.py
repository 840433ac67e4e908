"""Keeping what each user is entitled to."""

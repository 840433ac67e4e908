"""Profiles, privacy and preferences of users."""

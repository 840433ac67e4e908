"""Covers of albums and pictures of artists."""

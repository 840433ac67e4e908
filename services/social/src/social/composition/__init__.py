"""Composition of each subject."""

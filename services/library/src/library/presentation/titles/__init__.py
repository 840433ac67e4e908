"""Titles in responses."""

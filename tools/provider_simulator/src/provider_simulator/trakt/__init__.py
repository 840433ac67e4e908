"""Trakt's API version 2 spoken from facts."""

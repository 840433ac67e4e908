"""Seasons and episodes of a show: matched over the providers and merged."""

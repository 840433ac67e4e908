"""Factors over HTTP."""

"""Saved items over HTTP."""

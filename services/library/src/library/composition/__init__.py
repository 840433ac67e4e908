"""Composition of the use cases, one module per subject."""

"""Composition of auth by subject; `auth.bootstrap` puts the parts together."""

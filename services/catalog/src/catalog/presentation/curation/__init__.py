"""Curation over HTTP: for editors, and the published collections for everyone."""

"""Verdicts, status hints and the freshness of a title's page, as JSON."""

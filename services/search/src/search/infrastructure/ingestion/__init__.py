"""Ingestion, which calls the providers."""

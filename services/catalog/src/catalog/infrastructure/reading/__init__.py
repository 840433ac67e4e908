"""Queries of the read model. Every statement is served by indexes."""

"""Builds the clients of the API, for Python and TypeScript, from its OpenAPI document."""

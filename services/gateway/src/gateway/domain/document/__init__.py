"""The OpenAPI document of the whole API, merged from those of the services."""

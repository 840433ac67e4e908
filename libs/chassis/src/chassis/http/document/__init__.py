"""The OpenAPI document: error cases and examples that FastAPI does not derive."""

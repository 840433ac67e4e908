"""The formats of other services, one module per service."""

"""The table of services: one `service.toml` per service, every list of services derived from it."""

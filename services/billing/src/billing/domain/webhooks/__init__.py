"""Messages of providers."""

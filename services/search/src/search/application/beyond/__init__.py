"""Search of the provider's titles, beyond the catalog."""

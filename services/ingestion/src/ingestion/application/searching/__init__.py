"""Search of the provider's titles by text."""

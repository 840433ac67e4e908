"""Routes that also search the provider's titles."""

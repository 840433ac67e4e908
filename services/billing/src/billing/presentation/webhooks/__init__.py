"""Routes of providers' messages, and of browsers that come back from a provider."""

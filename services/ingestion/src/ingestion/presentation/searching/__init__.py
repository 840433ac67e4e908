"""The route that searches a provider."""

"""Which images of a provider's host are served, and what counts as an image."""

"""Parts of the composition of sources."""

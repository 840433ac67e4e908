"""Parts of the composition of the gateway."""

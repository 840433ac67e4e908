"""Pages of what users play and like, and of what is recommended to them."""

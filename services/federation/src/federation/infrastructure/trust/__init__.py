"""Keys, signatures and calls."""

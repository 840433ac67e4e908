"""Content keys: what encrypts segments, and who gets it."""

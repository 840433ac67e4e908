"""Users: their lock, and their erasure."""

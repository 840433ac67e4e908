"""Users, and their erasure."""

"""Use cases of drop-off: keeping what it is computed from, computing it, reading it."""

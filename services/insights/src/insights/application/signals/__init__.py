"""Use cases of signals."""

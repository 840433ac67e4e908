"""The state of guards, as administrators read it."""

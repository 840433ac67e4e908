"""Measurements on recorded data of the real world: what the methods find in it."""

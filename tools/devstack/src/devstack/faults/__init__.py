"""Faults for tests: a network that misbehaves, clusters and processes that fail on command."""

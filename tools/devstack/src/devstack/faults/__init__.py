"""Faults for tests: disturbed connections, processes that are killed or paused, and the record of what came of it."""

"""The titles that the simulator serves: the demo catalog, generated titles, and what is computed from both."""

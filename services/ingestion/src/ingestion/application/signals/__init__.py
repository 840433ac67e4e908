"""Use cases that collect signals of a title's audience."""

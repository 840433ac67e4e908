"""How good a version of a title is."""

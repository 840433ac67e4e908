"""Assets for editors."""

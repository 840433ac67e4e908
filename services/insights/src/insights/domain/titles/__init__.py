"""What insights knows of a title."""

"""The rules of the score."""

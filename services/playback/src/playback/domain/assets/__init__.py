"""Assets: what can be played of a title."""

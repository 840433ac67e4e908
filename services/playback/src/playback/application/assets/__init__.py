"""Assets: administration and reading."""

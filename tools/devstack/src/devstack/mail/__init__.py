"""The mail of a stack: a server that catches it, and the command that shows it."""

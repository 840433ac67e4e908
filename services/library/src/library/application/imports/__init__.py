"""Imports: receiving a file, matching its rows, committing and reverting them."""

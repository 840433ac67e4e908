"""Scrobbles: reports of media servers and players about what a user plays."""

"""What the media servers have in common: shows of episodes, and the clock of the server."""

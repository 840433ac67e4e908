"""How titles are stored and told of. Implements the ports; nothing inside knows of it."""

"""How accounts are stored, passwords hashed and tokens signed. Implements the ports; nothing inside knows of it."""

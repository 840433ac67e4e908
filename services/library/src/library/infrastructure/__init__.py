"""How entries are stored, told of and read. Implements the ports; nothing inside knows of it."""

"""How snapshots and movements are stored and read. Implements the ports; nothing inside knows of it."""

"""How the read model is stored and read. Implements the ports; nothing inside exists of it."""

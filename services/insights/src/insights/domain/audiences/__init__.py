"""How much of their videos users watch."""

"""How much of an asset its users watch."""

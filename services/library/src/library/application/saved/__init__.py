"""Use cases about saved items."""

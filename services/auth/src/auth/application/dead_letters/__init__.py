"""Use cases of dead letters: administrators find them, redrive them and discard them."""

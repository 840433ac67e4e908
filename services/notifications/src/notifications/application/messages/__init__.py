"""Recording what happened, and the inbox."""

"""What providers of payments state."""

"""Dead letters as administrators see them: events that services have rejected."""

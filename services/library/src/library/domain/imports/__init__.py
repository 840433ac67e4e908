"""Files of other services: their rows as plays, states, ratings and lists."""

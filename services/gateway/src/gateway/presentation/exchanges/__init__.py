"""One request from its head to the end of its response: deadlines, bodies, disconnections, event streams."""

"""Relations of people: friends, followers and blocks."""

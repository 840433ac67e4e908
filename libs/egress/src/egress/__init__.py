"""The guard of outgoing connections: the rules of a purpose, the path that it requires, and the clients that obey."""

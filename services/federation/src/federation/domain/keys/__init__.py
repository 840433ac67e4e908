"""Keys of servers and the requests that they sign."""

"""HTTP side of the gateway: the proxy, its own pages, and its error responses."""

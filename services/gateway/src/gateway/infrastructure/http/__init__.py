"""HTTP/1.1 to the services: connections, their pools, and the bytes of requests."""

"""The doors: the server's edge, the proxy and the pages."""

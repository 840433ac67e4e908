"""The cache as ASGI applications around the proxy."""

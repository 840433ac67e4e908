"""The edge of media files: an ASGI application beside the proxy."""

"""HTTP: the application factory, errors, access tokens, and the client for calls to others."""

"""Calls to OpenID providers, and the tables of sign-in with them."""

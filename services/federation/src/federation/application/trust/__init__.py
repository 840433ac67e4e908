"""Signed requests: to other servers, and from them."""

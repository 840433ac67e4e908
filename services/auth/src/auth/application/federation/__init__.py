"""Use cases of sign-in with OpenID providers."""

"""Sign-in with OpenID providers, and the identities there that accounts are linked to."""

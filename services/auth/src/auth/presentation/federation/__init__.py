"""Sign-in with OpenID providers over HTTP."""

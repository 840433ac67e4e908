"""A real OpenID provider for tests: `oidc-provider` on the Node.js of a wheel, and a browser that signs in there."""

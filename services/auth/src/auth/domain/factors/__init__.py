"""Rules of further proofs of identity: authenticator apps, recovery codes, codes by message, passkeys. No I/O."""

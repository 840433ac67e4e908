"""Use cases of factors: second steps of sign-ins, passkeys, codes by message, and proofs before sensitive changes."""

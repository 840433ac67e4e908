"""Adapters to Postgres, Argon2id, IDNA and the signing key."""

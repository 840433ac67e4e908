"""Sessions in Postgres, and the signing of access tokens."""

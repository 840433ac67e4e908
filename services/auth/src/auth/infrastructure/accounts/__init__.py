"""Accounts in Postgres, and the hashing of passwords."""

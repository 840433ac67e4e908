"""Rules of accounts, their identifiers and passwords."""

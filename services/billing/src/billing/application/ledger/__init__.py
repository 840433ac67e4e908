"""Posting to the ledger, and checking it."""

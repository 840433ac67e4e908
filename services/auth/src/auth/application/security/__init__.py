"""Attempts, the audit log, and the encryption of stored values."""

"""Ports of attempts and of the audit log."""

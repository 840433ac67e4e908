"""Notices and addresses that auth publishes sealed."""

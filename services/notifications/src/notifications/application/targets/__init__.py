"""Targets: adding, confirming, changing and deleting them."""

"""Delivery of notices where no service delivers them."""

"""Zarinpal: payments by redirect that the merchant must verify, in memory."""

"""Zarinpal: single payments in rials on a page of its own, which the receiver must verify."""

"""Coupons: keeping, checking and redeeming them."""

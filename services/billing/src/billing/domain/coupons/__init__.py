"""Coupons: what they deduct, and when they can be used."""

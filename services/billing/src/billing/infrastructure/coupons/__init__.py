"""Coupons in Postgres."""

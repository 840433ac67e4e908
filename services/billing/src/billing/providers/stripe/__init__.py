"""Stripe: hosted Checkout, subscriptions and the customer portal, through its SDK."""

"""What billing does at Stripe."""

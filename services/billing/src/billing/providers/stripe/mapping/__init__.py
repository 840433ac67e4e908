"""Objects of Stripe as facts."""

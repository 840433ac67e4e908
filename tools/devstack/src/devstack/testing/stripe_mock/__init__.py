"""stripe-mock: Stripe's own check of the shapes of requests, and its specification of objects."""

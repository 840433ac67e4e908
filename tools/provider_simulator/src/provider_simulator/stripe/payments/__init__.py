"""Cards, payment intents, charges, refunds and the balance."""

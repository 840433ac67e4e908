"""Routes of the means of payment."""

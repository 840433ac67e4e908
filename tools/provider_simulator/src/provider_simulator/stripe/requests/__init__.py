"""What arrives: forms, their parameters, errors and idempotency keys."""

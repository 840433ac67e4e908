"""Use cases about what users hear of before it happens."""

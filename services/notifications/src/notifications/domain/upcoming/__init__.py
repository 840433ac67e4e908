"""What users hear of before it happens."""

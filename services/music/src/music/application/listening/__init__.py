"""What users have played."""

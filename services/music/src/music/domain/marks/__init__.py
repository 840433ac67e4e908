"""What users mark and rate."""

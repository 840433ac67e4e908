"""What users mark and rate, and how it is shown."""

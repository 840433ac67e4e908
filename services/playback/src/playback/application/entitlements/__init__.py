"""What users are entitled to: storing what billing and auth publish."""

"""What users are entitled to by their plans."""

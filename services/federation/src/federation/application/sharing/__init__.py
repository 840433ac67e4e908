"""What is shared, here and by others."""

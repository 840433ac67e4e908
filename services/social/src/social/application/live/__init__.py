"""Following what happens now."""

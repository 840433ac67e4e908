"""HTTP of targets."""

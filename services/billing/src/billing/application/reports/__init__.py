"""Reports of finance."""

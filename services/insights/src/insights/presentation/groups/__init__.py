"""HTTP of groups of titles."""

"""Series of groups of titles."""

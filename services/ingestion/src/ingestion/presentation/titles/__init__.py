"""HTTP: imports and refreshes of titles."""

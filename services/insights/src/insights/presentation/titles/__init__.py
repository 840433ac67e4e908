"""Events that describe titles."""

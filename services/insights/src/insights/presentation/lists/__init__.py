"""Events that carry ranked lists."""

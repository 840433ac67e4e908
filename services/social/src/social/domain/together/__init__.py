"""Sessions in which users watch or listen together: members, a queue, and one position for all."""

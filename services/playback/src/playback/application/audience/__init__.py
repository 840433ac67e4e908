"""Use cases of audience retention."""

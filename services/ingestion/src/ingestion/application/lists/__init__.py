"""Use cases that read ranked lists."""

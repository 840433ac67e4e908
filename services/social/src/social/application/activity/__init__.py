"""Activity: recording it, deciding who sees it, and reading the feed."""

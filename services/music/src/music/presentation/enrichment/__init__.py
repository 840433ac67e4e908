"""Routes of music: enrichment."""

"""Use case of images: fetched once from their host, and kept."""

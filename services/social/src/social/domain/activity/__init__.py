"""Activity: what users have watched, finished and rated, and who may see it."""

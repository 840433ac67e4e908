"""Names of media files, and what they say."""
